import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ReleaseFile } from '../../core/release-ports.ts';
import { inParts } from './release-parts.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function fileOf(text: string): ReleaseFile {
  return { name: 'model.onnx', mediaType: 'a/b', size: text.length, sha256: sha256(text), content: new Blob([text]) };
}

it('leaves a file of the largest size as it is', async () => {
  const file = fileOf('1234567');
  expect(await inParts(file, 7)).toEqual([file]);
});

it('cuts a larger one into parts that make it again, with a manifest that tells their sizes and digests', async () => {
  const file = fileOf('12345678');
  const [first, second, third, manifest] = (await inParts(file, 3)) as [ReleaseFile, ReleaseFile, ReleaseFile, ReleaseFile];
  const parts = [first, second, third];
  expect(await new Blob(parts.map(({ content }) => content)).text()).toBe('12345678');
  expect(manifest.name).toBe('model.onnx.manifest.json');
  expect(JSON.parse(await manifest.content.text())).toEqual({
    version: 1,
    name: 'model.onnx',
    size: 8,
    sha256: file.sha256,
    parts: ['123', '456', '78'].map((text, at) => ({ name: `model.onnx.part-00${at + 1}`, size: text.length, sha256: sha256(text) })),
  });
});
