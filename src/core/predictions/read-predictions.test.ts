import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SightlineError } from '../errors.ts';
import { type PredictionFormat, formatOfName, readPredictions } from './prediction-format.ts';
import type { PredictionTable } from './prediction-table.ts';

const classes = ['cat', 'dog'];
const answers = [
  { image: 'b.png', label: 'dog', scores: [0.25, 0.75] },
  { image: 'a.png', label: 'cat', scores: [0.75, 0.25] },
  { image: 'c.png', label: 'cat', scores: [0.5, 0.5] },
] as const;
const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function read(format: PredictionFormat, content: string | Uint8Array, names = 'b.png\na.png\nc.png\n'): Promise<PredictionTable> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return readPredictions({ file: 'p', format, bytes, rowNames: async () => Promise.resolve(names), classes });
}

async function refusal(format: PredictionFormat, content: string | Uint8Array, names?: string): Promise<string> {
  const error = await read(format, content, names).then(
    () => undefined,
    (thrown: unknown) => thrown as SightlineError,
  );
  expect(error?.code).toBe('bad-predictions');
  return `${error?.place?.line ?? ''} ${error?.message ?? ''}`.trim();
}

function npy(type: string, shape: string, values: ArrayBufferView): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117, ' ') + '\n';
  const head = Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]), Buffer.from(header, 'latin1')]);
  return Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

function parquet(name: string): Uint8Array {
  return readFileSync(new URL(`../../../test/fixtures/predictions/${name}.parquet`, import.meta.url));
}

describe('the same answers with scores', () => {
  test.each<[string, PredictionFormat, string | Uint8Array]>([
    ['JSON', 'json', JSON.stringify({ version: 1, classes, predictions: answers })],
    ['JSON lines', 'jsonl', lines(answers)],
    ['JSON lines with a header', 'jsonl', lines([{ classes }, ...answers])],
    [
      'JSON lines, by name and without labels',
      'jsonl',
      lines(answers.map(({ image, scores: [cat, dog] }) => ({ image, scores: { cat, dog } }))),
    ],
    ['CSV', 'csv', 'image,label,cat,dog\r\nb.png,dog,.25,0.75\r\n"a.png",cat,7.5e-1,0.25\r\nc.png,cat,0.5,0.5'],
    ['CSV without labels and with an index', 'csv', ',image,cat,dog\n0,b.png,0.25,0.75\n1,a.png,0.75,0.25\n2,c.png,0.5,0.5\n'],
    ['NPY of 64 bits', 'npy', npy('<f8', '3, 2', Float64Array.from(answers.flatMap(({ scores }) => scores)))],
    ['NPY of 32 bits', 'npy', npy('<f4', '3, 2', Float32Array.from(answers.flatMap(({ scores }) => scores)))],
    ['Parquet, a column a class', 'parquet', parquet('columns')],
    ['Parquet, lists in two row groups', 'parquet', parquet('lists')],
  ])('%s', async (_, format, content) => {
    const table = await read(format, content);
    expect(table.classes).toEqual(classes);
    expect(table.images).toEqual(['b.png', 'a.png', 'c.png']);
    expect([...table.predicted]).toEqual([1, 0, 0]);
    expect([...(table.scores?.values ?? [])]).toEqual([0.25, 0.75, 0.75, 0.25, 0.5, 0.5]);
  });
});

describe('the same answers with labels only', () => {
  test.each<[string, PredictionFormat, string | Uint8Array]>([
    ['JSON', 'json', JSON.stringify({ version: 1, classes, predictions: answers.map(({ image, label }) => ({ image, label })) })],
    ['JSON lines', 'jsonl', lines(answers.map(({ image, label }) => ({ image, label })))],
    ['CSV', 'csv', 'label,image\ndog,b.png\ncat,a.png\ncat,c.png\n'],
    ['NPY', 'npy', npy('<i8', '3,', BigInt64Array.of(1n, 0n, 0n))],
    ['Parquet', 'parquet', parquet('labels')],
  ])('%s', async (_, format, content) => {
    const table = await read(format, content);
    expect(table).toMatchObject({ classes, images: ['b.png', 'a.png', 'c.png'], scores: undefined });
    expect([...table.predicted]).toEqual([1, 0, 0]);
  });
});

describe('what is bad is refused with its line', () => {
  test.each<[string, PredictionFormat, string | Uint8Array, string]>([
    ['an empty CSV', 'csv', '', 'it is empty'],
    ['a CSV of a header', 'csv', 'image,label\n', 'there is no prediction in it'],
    ['empty JSON lines', 'jsonl', '\n', 'there is no prediction in it'],
    ['NaN in a CSV', 'csv', 'image,cat,dog\na,0.5,nan\n', '2 the prediction of "a": the score of "dog" is NaN, not a finite number'],
    ['an empty field', 'csv', 'image,cat,dog\na,,1\n', '2 the prediction of "a": the score of "cat" is NaN, not a finite number'],
    ['infinity', 'csv', 'image,cat,dog\na,1e999,1\n', '2 the prediction of "a": the score of "cat" is infinite, not a finite number'],
    [
      'infinity by name',
      'csv',
      'image,cat,dog\na,-inf,1\n',
      '2 the prediction of "a": the score of "cat" is infinite, not a finite number',
    ],
    [
      'a label that is no class',
      'csv',
      'image,label\na,eel\n',
      '2 the prediction of "a": label "eel" is not among the classes: "cat", "dog"',
    ],
    ['no image', 'csv', 'label\ncat\n', "1 no column is named 'image'"],
    ['two columns of one name', 'csv', 'image,cat,cat\na,1,0\n', '1 two columns have the same name'],
    ['a short record', 'csv', 'image,label\n\na\n', '3 the first line names 2 columns, and this record has 1'],
    ['an open quote', 'csv', 'image,label\n"a,cat\n', '2 a quoted field that never ends in a CSV file'],
    ['broken JSON lines', 'jsonl', '{"image":"a","label":"cat"}\n{"image"', '2 not JSON'],
    ['a list', 'jsonl', '[]\n', '1 the line is no JSON object'],
    ['an unknown key', 'jsonl', '{"image":"a","labels":["cat"]}\n', '1 the key "labels" is none of image, label and scores'],
    [
      'scores of another class',
      'jsonl',
      lines([
        { image: 'a', scores: { cat: 1, dog: 0 } },
        { image: 'b', scores: { cat: 1, eel: 0 } },
      ]),
      '2 it has no score of "dog"',
    ],
    [
      'scores for some',
      'jsonl',
      lines([{ image: 'a', label: 'cat' }, answers[0]]),
      '2 the prediction of "b.png": it has scores, and those before it have none',
    ],
    ['too few scores', 'jsonl', lines([{ image: 'a', scores: [1] }]), '1 the prediction of "a": 1 scores for 2 classes'],
    ['neither label nor scores', 'jsonl', lines([{ image: 'a' }]), '1 the prediction of "a": it has neither a label nor scores'],
    ['no UTF-8', 'csv', Uint8Array.of(0xff, 0xfe, 0x41), '1 it is not UTF-8'],
    [
      'NaN in an array',
      'npy',
      npy('<f8', '3, 2', Float64Array.of(1, 0, 1, Number.NaN, 1, 0)),
      'the prediction of "a.png": the score of "dog" is NaN, not a finite number',
    ],
    ['scores of three classes', 'npy', npy('<f8', '2, 3', new Float64Array(6)), 'it has 2 rows, and p.images.txt names 3 images'],
    [
      'a number that is no class',
      'npy',
      npy('<i4', '3,', Int32Array.of(0, 1, 2)),
      'the prediction of "c.png": label "number 2" is not among the classes',
    ],
    ['a missing score', 'parquet', parquet('missing-score'), 'the prediction of "a.png": the score of "dog" is NaN, not a finite number'],
    ['a compression that is not read', 'parquet', parquet('zstd'), 'not a Parquet file that can be read'],
    ['a cut Parquet file', 'parquet', parquet('columns').subarray(0, 400), 'not a Parquet file that can be read'],
  ])('%s', async (_, format, content, message) => {
    expect((await refusal(format, content)).startsWith(message)).toBe(true);
  });
});

test('a file of many blocks is read whole, and lines are counted through all of them', async () => {
  const rows = Array.from({ length: 60_000 }, (_, at) => `"image, with\nits ""name"" ${at}",${at % 2 === 0 ? 'cat' : 'dog'}\n`);
  const table = await read('csv', `image,label\n${rows.join('')}`);
  expect(table.images).toHaveLength(60_000);
  expect(table.images.at(-1)).toBe('image, with\nits "name" 59999');
  expect(table.predicted.at(-1)).toBe(1);
  expect(await refusal('csv', `image,label\n${rows.join('')}x,eel\n`)).toMatch(/^120002 the prediction of "x"/);
});

test('the name tells the format', () => {
  expect(['p.json', 'p', 'p.JSONL', 'p.ndjson', 'p.csv', 'p.npy', 'p.parquet', 'a.csv/p.pq'].map(formatOfName)).toEqual([
    'json',
    'json',
    'jsonl',
    'jsonl',
    'csv',
    'npy',
    'parquet',
    'parquet',
  ]);
});
