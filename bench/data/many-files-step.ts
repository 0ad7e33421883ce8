import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './contest.ts';
import { type Bench, floor } from './local-steps.ts';
import { Repository } from './repository.ts';

const entries = 1_000_000;
const changed = 1000;

/** A `diff` of two revisions of a folder of a million files that only its .dir objects know, in a repository of its own. */
export function manyFilesStep(bench: Bench): Step {
  const repository = new Repository(join(bench.folder, 'many'), bench.ours.tool);
  const lists = ['first.json', 'second.json'].map((name) => join(bench.folder, name));
  let isMade = false;
  return {
    what: `diff of two folders of ${entries} files`,
    ours: {
      name: 'sightline',
      prepare: () => {
        if (!isMade) {
          commitBoth(repository, lists);
          isMade = true;
        }
      },
      command: repository.command('diff', 'HEAD~1', 'HEAD', '--json'),
    },
    peers: [],
    floor: floor(bench, ['parse', ...lists]),
    goal: 'under 3 s',
  };
}

function commitBoth(repository: Repository, lists: readonly string[]): void {
  repository.start();
  for (const [round, list] of lists.entries()) {
    const md5 = writeDirObject(repository.root, list, round);
    writeFileSync(join(repository.root, 'million.dvc'), dvcFile(md5));
    repository.run('git', 'add', 'million.dvc');
    repository.run('git', '-c', 'user.name=B', '-c', 'user.email=b@example.com', 'commit', '--quiet', '--message', `Round ${round}`);
  }
}

/** Writes the list of a folder into the cache and, for the floor, beside it. Answers its hash. */
function writeDirObject(root: string, copy: string, round: number): string {
  const lines = Array.from({ length: entries }, (_, at) => {
    const content = at < changed ? `${at}, ${round}` : String(at);
    const md5 = createHash('md5').update(content).digest('hex');
    return `{"md5": "${md5}", "relpath": "class-${at % 20}/image-${String(at).padStart(7, '0')}.jpg"}`;
  });
  const text = `[${lines.toSorted(byRelpath).join(', ')}]`;
  const md5 = createHash('md5').update(text).digest('hex');
  const folder = join(root, '.dvc/cache/files/md5', md5.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${md5.slice(2)}.dir`), text, { mode: 0o444 });
  writeFileSync(copy, text);
  return `${md5}.dir`;
}

const relpathAt = '{"md5": "'.length + 32;

function byRelpath(a: string, b: string): number {
  return a.slice(relpathAt) < b.slice(relpathAt) ? -1 : 1;
}

function dvcFile(md5: string): string {
  return `outs:\n- md5: ${md5}\n  size: ${entries * 1000}\n  nfiles: ${entries}\n  hash: md5\n  path: million\n`;
}
