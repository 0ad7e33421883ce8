import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import { tryGit } from './run-git.ts';

/** The three temporary files that git hands to a merge driver, from the folder it calls it in. */
export interface MergePaths {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

const maxBytes = 1 << 28;

/** Their texts. */
export function readMergeTexts(cwd: string, paths: MergePaths): Readonly<Record<keyof MergePaths, string>> {
  const read = (name: string): string => {
    const file = resolve(cwd, name);
    if (statSync(file).size > maxBytes) {
      throw new SightlineError('file-too-large', `'${name}' has more than ${maxBytes} bytes`);
    }
    return readFileSync(file, 'utf8');
  };
  return { base: read(paths.base), ours: read(paths.ours), theirs: read(paths.theirs) };
}

/** Answers git: it takes the result out of the file that held our branch's. A driver that is killed fails the merge. */
export function writeMergeText(cwd: string, paths: MergePaths, text: string): void {
  writeFileSync(resolve(cwd, paths.ours), text);
}

/** Merges line by line as git does without a driver, and leaves markers where the branches differ. */
export async function mergeLines(cwd: string, { base, ours, theirs }: MergePaths, markerSize: number): Promise<void> {
  await tryGit(cwd, ['merge-file', '-q', `--marker-size=${markerSize}`, '-L', 'ours', '-L', 'base', '-L', 'theirs', ours, base, theirs]);
}
