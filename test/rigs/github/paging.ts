import type { Answer } from './answer.ts';
import type { Call } from './world.ts';

/** The page of a list that a request asks for, with the links to others. `key` makes it an object with the total beside the list. */
export function page(call: Call, items: readonly unknown[], key?: string): Answer {
  const size = Math.min(100, Math.max(1, Number(call.query['per_page'] ?? 30)));
  const at = Math.max(1, Number(call.query['page'] ?? 1));
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((at - 1) * size, at * size);
  const [method = '', template = ''] = call.operation.split(' ');
  const path = method === '' ? '' : template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.params[name] ?? ''));
  const link = (to: number, relation: string): string => {
    const query = new URLSearchParams({ ...call.query, page: String(to), per_page: String(size) });
    return `<${call.world.url}${path}?${query.toString()}>; rel="${relation}"`;
  };
  const links = [
    ...(at > 1 ? [link(1, 'first'), link(at - 1, 'prev')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
  ];
  const body = key === undefined ? shown : { total_count: items.length, [key]: shown };
  return { status: 200, body, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
