import { expect, it } from 'vitest';
import { setParameters } from '../../src/app/set-parameters.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const text =
  '# how it learns\nlr: 0.1 # per step\nepochs: 4\nmodel:\n  depth: 3\n  sizes: [8, 16]\nseeds: [1]\nname: resnet\nlist:\n  - 1\n  - 2\nlast: { a: 1 }\n';

async function set(texts: Readonly<Record<string, string>>, json?: string): Promise<string | undefined> {
  const workspace = memoryWorkspace({ 'params.yaml': text });
  await setParameters(workspace, new Map(Object.entries(texts)), json);
  return workspace.readText('params.yaml');
}

it('changes what is named and nothing else', async () => {
  const expected = text.replace('0.1 #', '0.01 #').replace('depth: 3', 'depth: 5');
  expect(await set({ lr: '0.01', 'model.depth': '5' })).toBe(expected);
  expect(await set({}, '{"lr":0.01,"model.depth":5}')).toBe(expected);
  expect(await set({}, '{"seeds":[1,2,3],"model.sizes.0":4}')).toBe(text.replace('[8,', '[4,').replace('seeds: [1]', 'seeds: [1, 2, 3]'));
  expect(await set({ name: 'vit' }, '{"list":[7],"last.a":2}')).toBe(
    text.replace('resnet', '"vit"').replace('- 1\n  - 2\n', '[7]\n').replace('a: 1', 'a: 2'),
  );
});

it.each([
  [{ lr: 'fast' }, undefined, 'invalid-option'],
  [{ none: '1' }, undefined, 'invalid-option'],
  [{}, 'x', 'invalid-option'],
  [{}, '{"lr":{"a":1}}', 'invalid-option'],
  [{}, '{"lr":null}', 'invalid-option'],
  [{}, '{"none":1}', 'missing-parameter'],
  [{}, '{"model.none.x":1}', 'missing-parameter'],
])('refuses %j %s', async (texts, json, code) => {
  await expect(set(texts, json)).rejects.toMatchObject({ code });
});
