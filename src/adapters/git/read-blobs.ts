import { SightlineError } from '../../core/errors.ts';
import { tryGit } from './run-git.ts';

const blobsAtOnce = 500;

/** Contents of git's blobs, one process for every few hundred. Throws `git-failed` for one that is missing. */
export async function* readBlobs(
  root: string,
  blobs: readonly string[],
  view: readonly string[],
): AsyncIterable<readonly (readonly [string, string])[]> {
  for (let at = 0; at < blobs.length; at += blobsAtOnce) {
    const some = blobs.slice(at, at + blobsAtOnce);
    const { stdout } = await tryGit(root, [...view, 'cat-file', '--batch'], some.map((blob) => `${blob}\n`).join(''));
    yield split(stdout, some);
  }
}

/** `ID blob SIZE`, a newline, the bytes and another newline for each. */
function split(output: Buffer, blobs: readonly string[]): (readonly [string, string])[] {
  let at = 0;
  return blobs.map((blob) => {
    const end = output.indexOf('\n', at);
    const [, type, size] = output.toString('latin1', at, end === -1 ? output.length : end).split(' ');
    const start = end + 1;
    at = start + Number(size) + 1;
    if (end === -1 || type !== 'blob' || at > output.length) {
      throw new SightlineError('git-failed', `the file ${blob} is missing from git's repository`, {
        hint: "Run 'git fsck' to see what is wrong with it.",
      });
    }
    return [blob, output.toString('utf8', start, at - 1)] as const;
  });
}
