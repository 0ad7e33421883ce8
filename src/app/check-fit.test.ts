import { expect, it } from 'vitest';
import { fitSchema } from '../core/training/fit-params.ts';
import { designNet } from '../core/training/presets.ts';
import { refuseOneClass, refuseTooLarge } from './check-fit.ts';

it('a batch is refused by its size in bytes, which too few images do not fill', () => {
  const image = { width: 1024, height: 1024, channels: 1 } as const;
  const design = { image, classes: 2, layers: designNet('mobile', { image, classes: 2 }) };
  const params = fitSchema.parse({ preset: 'mobile', image, batchSize: 1024 });
  const refused = { code: 'out-of-memory', message: expect.stringContaining('1024 images of 1024 x 1024') as unknown };
  expect(() => refuseTooLarge(design, params, 5000)).toThrow(expect.objectContaining(refused));
  expect(() => refuseTooLarge(design, params, 1023)).not.toThrow();
});

it('labels of one class are refused by its name, whatever other classes the labels list', () => {
  const set = { shape: { width: 1, height: 1, channels: 1 }, pixels: new Uint8Array(2), labels: Int32Array.of(1, 1) } as const;
  const classes = ['cat', 'dog'];
  const refused = { code: 'labels-invalid', message: expect.stringContaining("'dog'") as unknown, place: { file: 'data' } };
  expect(() => refuseOneClass(set, { images: 'data' }, classes)).toThrow(expect.objectContaining(refused));
  expect(() => refuseOneClass({ ...set, labels: Int32Array.of(1, 0) }, { images: 'data' }, classes)).not.toThrow();
});
