import { isMap as isYamlMap, isScalar, isSeq, type ParsedNode } from 'yaml';

/** The offset of the key or list item at the path, else of the nearest thing around it. */
export function placeOf(root: ParsedNode | null, path: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const part of path) {
    const [place, inner] = step(node, part);
    if (place === undefined) {
      break;
    }
    offset = startOf(place) ?? offset;
    node = inner;
  }
  return offset;
}

/** What stands for the part of the path, and what is inside it. */
function step(node: unknown, part: string | number): readonly [unknown, unknown] {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return [item, item];
  }
  if (isYamlMap(node)) {
    const pair = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part));
    return [pair?.key, pair?.value];
  }
  return [undefined, undefined];
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isSeq(node) || isYamlMap(node) ? node.range?.[0] : undefined;
}
