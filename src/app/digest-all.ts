import pMap from 'p-map';
import type { Digest, DigestedFile } from '../core/cache-ports.ts';
import type { Project } from './project.ts';
import type { Damage, Verified } from './verified.ts';

/** What is to be hashed, and what to make of it. */
export interface DigestWork<Item> {
  /** What is looked at, for the person. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly file: (item: Item) => DigestedFile;
  /** What is wrong with an item; undefined for a whole one. */
  readonly judge: (item: Item, digest: Digest) => Damage | undefined;
}

/** So few files go to a core at a time that progress is seen. */
const filesAtOnce = 64;

/** Hashes files on all cores. Answers how many they were, and those that are damaged. */
export async function digestAll<Item>(
  project: Project,
  { label, items, file, judge }: DigestWork<Item>,
  signal: AbortSignal,
): Promise<Pick<Verified, 'objects' | 'bytes' | 'damaged'>> {
  const bytes = items.reduce((sum, item) => sum + file(item).size, 0);
  using progress = project.console.progress(label, items.length, bytes);
  await using digester = project.audit.openDigester();
  const starts = Array.from({ length: Math.ceil(items.length / filesAtOnce) }, (_, at) => at * filesAtOnce);
  const damaged = await pMap(
    starts,
    async (start) => {
      signal.throwIfAborted();
      const some = items.slice(start, start + filesAtOnce);
      const files = some.map(file); // made only now: a million paths take much memory
      const digests = await digester.digest(files);
      progress.advance(files.length, sizeOf(files));
      return some.flatMap((item, at) => judge(item, digests[at] ?? { problem: '' }) ?? []);
    },
    { concurrency: digester.concurrency },
  );
  return { objects: items.length, bytes, damaged: damaged.flat() };
}

function sizeOf(files: readonly DigestedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
