import { createHash } from 'node:crypto';

/** A digest of what a model is judged by: each image's id and truth, in the given order (sort by id first). */
export function digestTestSet(rows: Iterable<readonly [image: string, truth: string]>): string {
  const hash = createHash('sha256');
  for (const row of rows) {
    hash.update(`${JSON.stringify(row)}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}
