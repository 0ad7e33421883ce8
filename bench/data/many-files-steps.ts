import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './contest.ts';
import { type Bench, both, floor } from './local-steps.ts';

const entries = 1_000_000;
const changed = 1000;

/** A `diff` of two revisions of a folder of a million files that only its .dir objects know. */
export function manyFilesSteps(bench: Bench): readonly Step[] {
  const objects = [0, 1].map((round) => writeDirObject(bench.ours.root, round));
  for (const [round, object] of objects.entries()) {
    writeFileSync(join(bench.ours.root, 'million.dvc'), dvcFile(object.md5));
    bench.ours.run('git', 'add', 'million.dvc');
    bench.ours.run('git', '-c', 'user.name=B', '-c', 'user.email=b@example.com', 'commit', '--quiet', '--message', `Round ${round}`);
  }
  return [
    {
      what: `diff of two folders of ${entries} files`,
      ours: both(bench, ['diff', 'HEAD~1', 'HEAD', '--json']).ours,
      peers: [],
      floor: floor(bench, ['parse', ...objects.map(({ file }) => file)]),
      goal: 'under 3 s',
    },
  ];
}

function writeDirObject(root: string, round: number): { readonly md5: string; readonly file: string } {
  const lines = Array.from({ length: entries }, (_, at) => {
    const content = at < changed ? `${at}, ${round}` : String(at);
    const md5 = createHash('md5').update(content).digest('hex');
    return `{"md5": "${md5}", "relpath": "class-${at % 20}/image-${String(at).padStart(7, '0')}.jpg"}`;
  });
  const text = `[${lines.toSorted(byRelpath).join(', ')}]`;
  const md5 = createHash('md5').update(text).digest('hex');
  const folder = join(root, '.dvc/cache/files/md5', md5.slice(0, 2));
  const file = join(folder, `${md5.slice(2)}.dir`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text, { mode: 0o444 });
  return { md5: `${md5}.dir`, file };
}

const relpathAt = '{"md5": "'.length + 32;

function byRelpath(a: string, b: string): number {
  return a.slice(relpathAt) < b.slice(relpathAt) ? -1 : 1;
}

function dvcFile(md5: string): string {
  return `outs:\n- md5: ${md5}\n  size: ${entries * 1000}\n  nfiles: ${entries}\n  hash: md5\n  path: million\n`;
}
