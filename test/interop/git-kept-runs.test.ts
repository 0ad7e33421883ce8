import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { realDvc } from './real-dvc.ts';
import { runProcess, sightlineTool, succeeded } from './tool.ts';

const ours = sightlineTool();
const theirs = realDvc();

it('restores from a run of ours what git keeps, as an ordinary file', async () => {
  using folder = temporaryFolder();
  const root = folder.path;
  const file = (path: string): string => join(root, path);
  const git = async (...args: string[]): Promise<void> => void succeeded(await runProcess('git', args, root));
  await git('init', '--quiet', '--initial-branch', 'main');
  succeeded(await theirs.run(['init', '--quiet'], root));
  writeFileSync(file('in.txt'), 'in');
  writeFileSync(
    file('dvc.yaml'),
    'stages: { copy: { cmd: cp in.txt out.txt && cp in.txt kept.txt, deps: [in.txt], outs: [out.txt, { kept.txt: { cache: false } }] } }\n',
  );
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
  succeeded(await ours.run(['train'], root));
  ['out.txt', 'kept.txt', 'dvc.lock'].forEach((path) => rmSync(file(path)));

  const { stdout } = succeeded(await theirs.run(['repro'], root));
  expect(stdout).toContain("Stage 'copy' is cached - skipping run, checking out outputs");
  expect(readFileSync(file('kept.txt'), 'utf8')).toBe('in');
  writeFileSync(file('kept.txt'), 'edited');
  rmSync(file('kept.txt'));
  succeeded(await theirs.run(['repro', '--force', 'copy'], root));
  expect(succeeded(await theirs.run(['status'], root)).stdout).toContain('up to date');
  expect(succeeded(await ours.run(['status'], root)).stdout).toContain('up to date');
});
