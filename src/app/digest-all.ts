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
  const files = items.map(file);
  const bytes = sizeOf(files);
  using progress = project.console.progress(label, files.length, bytes);
  await using digester = project.audit.openDigester();
  const starts = Array.from({ length: Math.ceil(files.length / filesAtOnce) }, (_, at) => at * filesAtOnce);
  const damaged = await pMap(
    starts,
    async (start) => {
      signal.throwIfAborted();
      const some = files.slice(start, start + filesAtOnce);
      const digests = await digester.digest(some);
      progress.advance(some.length, sizeOf(some));
      return items.slice(start, start + filesAtOnce).flatMap((item, at) => judge(item, digests[at] ?? { problem: '' }) ?? []);
    },
    { concurrency: digester.concurrency },
  );
  return { objects: files.length, bytes, damaged: damaged.flat() };
}

function sizeOf(files: readonly DigestedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
