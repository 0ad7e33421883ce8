import { operations, type OperationName } from './operations.ts';

/** An operation with what its path's parameters are. */
export interface Route {
  readonly operation: OperationName;
  readonly params: Readonly<Record<string, string>>;
}

/** Parameters that may hold slashes, encoded or not. */
const manySegments = new Set(['path', 'ref', 'basehead', 'tag']);

const routes = (Object.keys(operations) as OperationName[]).map((operation) => {
  const [method = '', path = ''] = operation.split(' ');
  const pattern = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${manySegments.has(name) ? '.+' : '[^/]+'})`);
  const fixed = path.split('/').filter((part) => !part.startsWith('{')).length;
  return { operation, method, pattern: new RegExp(`^${pattern}$`), fixed };
});
routes.sort((a, b) => b.fixed - a.fixed);

/** Which operation a request is for, undefined when it is none of the twin's. */
export function findRoute(method: string, path: string): Route | undefined {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) {
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)] as const);
      return { operation: route.operation, params: Object.fromEntries(params) };
    }
  }
  return undefined;
}

/** The path of an operation with each parameter in one segment. */
export function pathOf({ operation, params }: Route): string {
  return (operation.split(' ')[1] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
