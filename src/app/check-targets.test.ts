import { expect, it } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { checkTargets, inputsOf, inputsOfModel, type Target } from './check-targets.ts';

const workspace = memoryWorkspace({
  'params.yaml': '',
  'labels/train.csv': '',
  'data/0.png': '',
  'models/base/sightline.json': '',
  'models/base/weights.bin': '',
  'models/old/sightline.json': '',
  'notes/a.txt': '',
  '/elsewhere/full/a.txt': '',
  '/elsewhere/old/sightline.json': '',
});
const inputs = [...inputsOf({ labels: 'labels/train.csv', images: 'data' }), 'params.yaml', ...inputsOfModel('models/base')];

function target(kind: Target['kind'], path: string): Target {
  return { option: `--${kind}`, path, kind };
}

it.each([
  ['model', '.', 'the whole project'],
  ['model', '..', 'the whole project'],
  ['model', '/', 'the whole project'],
  ['model', '/memory', 'the whole project'],
  ['model', '../memory', 'the whole project'],
  ['model', '../memory/data', "reads 'data'"],
  ['model', '/memory/data', "reads 'data'"],
  ['model', '.git', 'git and DVC'],
  ['model', '.GIT/hooks', 'git and DVC'],
  ['model', '.dvc/cache/x', 'git and DVC'],
  ['model', 'labels', "reads 'labels/train.csv'"],
  ['model', 'models', "reads 'models/base'"],
  ['model', 'models/base', "reads 'models/base'"],
  ['model', 'notes', 'something else than a model'],
  ['model', '/elsewhere/full', 'something else than a model'],
  ['model', 'notes/a.txt', 'it is a file'],
  ['model', 'notes/a.txt/deep/er', "'notes/a.txt' is a file"],
  ['checkpoints', '.', 'the whole project'],
  ['checkpoints', 'data', "reads 'data'"],
  ['checkpoints', 'notes/a.txt', 'it is a file'],
  ['file', 'notes', 'it is a folder'],
  ['file', 'dvc.yaml', 'the project is described there'],
  ['file', 'data/images.dvc', 'the project is described there'],
  ['file', '.git/config', 'git and DVC'],
  ['file', 'labels/train.csv', "reads 'labels/train.csv'"],
  ['file', 'models/base/weights.bin', "reads 'models/base/weights.bin'"],
  ['file', 'data/0.png', 'the name of an image'],
] as const)('a %s at %s is refused: %s', async (kind, path, message) => {
  const error = { code: 'invalid-output', message: expect.stringContaining(message) as unknown };
  await expect(checkTargets(workspace, [target(kind, path)], inputs)).rejects.toMatchObject(error);
});

it.each([
  ['model', 'models/new'],
  ['model', 'models/old'],
  ['model', '/elsewhere/old'],
  ['model', '../new'],
  ['checkpoints', 'notes'],
  ['file', 'notes/a.txt'],
  ['file', 'models/base/predictions.json'],
] as const)('a %s at %s is fine', async (kind, path) => {
  await expect(checkTargets(workspace, [target(kind, path)], inputs)).resolves.toBeUndefined();
});

it('targets do not lie in each other, but a file may lie in a folder', async () => {
  const model = target('model', 'models/new');
  const clash = { code: 'invalid-output', message: expect.stringContaining('in the way of --model') as unknown };
  for (const other of [target('checkpoints', 'models/new/kept'), target('file', 'models/new'), target('file', 'models')]) {
    await expect(checkTargets(memoryWorkspace({}), [model, other], [])).rejects.toMatchObject(clash);
  }
  await expect(checkTargets(workspace, [model, target('file', 'models/new/curves.jsonl')], inputs)).resolves.toBeUndefined();
});
