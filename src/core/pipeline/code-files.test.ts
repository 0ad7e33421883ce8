import { expect, it } from 'vitest';
import { codeFiles } from './code-files.ts';
import type { Stage } from './stage.ts';

const stage: Stage = {
  address: 'train',
  name: 'train',
  file: 'dvc.yaml',
  wdir: '.',
  cmd: 'python train.py',
  deps: [],
  params: [],
  outs: [],
  frozen: false,
  alwaysChanged: false,
};

it.each([
  ['within the project', 'second'],
  ['beside it', '../second'],
])('of another project %s only programs count as code', (_, folder) => {
  const files = [
    '.dvc/config',
    'train.py',
    'settings.json',
    ...['.dvc/config', 'params.yaml', 'model.py'].map((name) => `${folder}/${name}`),
  ];
  expect(codeFiles({ files, stages: [stage] }, stage)).toEqual(['train.py', 'settings.json', `${folder}/model.py`]);
});

it('takes files of a folder around the project for code', () => {
  expect(codeFiles({ files: ['../.dvc/config', '../settings.json'], stages: [stage] }, stage)).toEqual(['../settings.json']);
});
