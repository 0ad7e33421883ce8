import { compareCodePoints } from '../value/code-point-order.ts';
import type { DataEntry, DataPair } from './tracked-data.ts';

/** What became of a path between two sides. */
export type DataChange =
  | { readonly type: 'added'; readonly old: DataEntry | undefined; readonly new: DataEntry }
  | { readonly type: 'deleted'; readonly old: DataEntry; readonly new: DataEntry | undefined }
  | { readonly type: 'modified' | 'renamed'; readonly old: DataEntry; readonly new: DataEntry }
  | { readonly type: 'unchanged' | 'unknown'; readonly old: DataEntry | undefined; readonly new: DataEntry | undefined };

/** What a change is told by: whether the path is there, as `diff` does, or whether its content is recorded, as `data status`. */
export type ComparedBy = 'path' | 'content';

/** The change of one path; undefined when neither side has anything. */
export function toChange({ old, new: now, isUnknown }: DataPair, by: ComparedBy): DataChange | undefined {
  if (isUnknown) {
    return { type: 'unknown', old, new: now };
  }
  const isThere = (entry: DataEntry | undefined): boolean => (by === 'path' ? entry : entry?.object) !== undefined;
  if (now !== undefined && !isThere(old) && isThere(now)) {
    return { type: 'added', old, new: now };
  }
  if (old !== undefined && isThere(old) && !isThere(now)) {
    return { type: 'deleted', old, new: now };
  }
  if (old === undefined || now === undefined) {
    return old === undefined && now === undefined ? undefined : { type: 'unchanged', old, new: now };
  }
  // By md5 alone: entries of DVC 2 that were only written anew have not changed.
  const isSame = old.object?.md5 === now.object?.md5 && (by === 'content' || old.isFolder === now.isFolder);
  return { type: isSame ? 'unchanged' : 'modified', old, new: now };
}

/**
 * Joins what was deleted with what was added with the same content, both by path, the first with the first; all other
 * changes come first. What is left of the deleted comes last, grouped by content, as DVC does it.
 */
export function* findRenames(changes: Iterable<DataChange>): Generator<DataChange> {
  const added: Extract<DataChange, { type: 'added' }>[] = [];
  const deleted: Extract<DataChange, { type: 'deleted' }>[] = [];
  for (const change of changes) {
    if (change.type === 'added') {
      added.push(change);
    } else if (change.type === 'deleted') {
      deleted.push(change);
    } else {
      yield change;
    }
  }
  const groups = Map.groupBy(
    byPath(deleted, ({ old }) => old.path),
    ({ old }) => old.object?.md5,
  );
  const byContent = new Map([...groups].map(([key, group]) => [key, group.toReversed()]));
  for (const change of byPath(added, (one) => one.new.path)) {
    const gone = change.new.object === undefined ? undefined : byContent.get(change.new.object.md5)?.pop();
    yield gone === undefined ? change : { type: 'renamed', old: gone.old, new: change.new };
  }
  for (const group of byContent.values()) {
    yield* group;
  }
}

/** In the order of paths part by part, so that what is in a folder follows it at once. */
export function byPath<Item>(items: readonly Item[], pathOf: (item: Item) => string): readonly Item[] {
  return items
    .map((item) => ({ item, key: pathOf(item).replaceAll('/', '\0') }))
    .toSorted((a, b) => compareCodePoints(a.key, b.key))
    .map(({ item }) => item);
}
