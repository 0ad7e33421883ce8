import type { ReferenceCase, ReferenceKind } from './case.ts';

/** Says where an answer differs from what was expected; numbers may by the tolerance of the case. What ours gives besides is not looked at. */
export function findDifferences(expected: unknown, actual: unknown, one: ReferenceCase, kind: ReferenceKind, path = ''): string[] {
  const exception = kind.exceptions?.find((rule) => rule.path.test(path) && rule.when?.(one, path) !== false);
  if (exception !== undefined && exception.abs === undefined) {
    return [];
  }
  if (isNumeric(expected)) {
    const allowed = exception?.abs ?? Math.max(one.tolerance.abs ?? 0, (one.tolerance.rel ?? 0) * Math.abs(Number(expected)));
    return isClose(Number(expected), actual, allowed) ? [] : [describe(path, expected, actual)];
  }
  if (typeof expected !== 'object' || expected === null) {
    return expected === actual ? [] : [describe(path, expected, actual)];
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(expected) !== Array.isArray(actual)) {
    return [describe(path, expected, actual)];
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
    return [`${path}: ${actual.length} entries, expected ${expected.length}`];
  }
  const theirs = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).flatMap(([key, value]) =>
    findDifferences(value, theirs.get(key), one, kind, path === '' ? key : `${path}.${key}`),
  );
}

const words = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || words.has(value);
}

function isClose(expected: number, actual: unknown, allowed: number): boolean {
  const value = isNumeric(actual) ? Number(actual) : undefined;
  return value !== undefined && (Object.is(expected, value) || expected === value || Math.abs(expected - value) <= allowed);
}

function describe(path: string, expected: unknown, actual: unknown): string {
  const [wanted, got] = [expected, actual].map((value) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80)));
  return `${path}: ${got}, expected ${wanted}`;
}
