import { expect, test } from 'vitest';
import { describeFindings } from './curve-text.ts';
import { parseCurves } from './curves.ts';

test('each finding is a line with its step', () => {
  const lines = Array.from({ length: 40 }, (_, at) => {
    const held = at < 15 ? 1 - at / 20 : 0.25 + (at - 14) / 20;
    return JSON.stringify({ epoch: at + 1, loss: at === 20 ? 3 : 2 - at / 40, valLoss: held, rate: at === 3 ? 5 : 1 });
  });
  expect(describeFindings(parseCurves([...lines, '{"epoch":41,"loss":NaN}'].join('\n')))).toEqual([
    'loss is no number at epoch 41',
    'loss has a spike at epoch 21',
    'valLoss gets worse from epoch 16 on while training improves (overfitting)',
  ]);
});

test('many spikes are counted', () => {
  const lines = Array.from({ length: 80 }, (_, at) => JSON.stringify({ step: at, loss: (at % 16 === 8 ? 5 : 1) * (2 - at / 80) }));
  expect(describeFindings(parseCurves(lines.join('\n')))).toEqual(['loss has 5 spikes, the first at step 8']);
});

test('seeds: how far they spread, which one leaves, and which file is missing', () => {
  const run = (off: number): string =>
    Array.from({ length: 20 }, (_, at) =>
      JSON.stringify({ epoch: at + 1, accuracy: 0.9 - 0.5 / (at + 1) + off * (off > 0.1 && at < 10 ? 0 : 1) }),
    ).join('\n');
  const files = [0, 0.001, -0.001, 0.002, -0.002, 0.2].map((off, at) => ({ file: `seeds/${at}.jsonl`, curves: parseCurves(run(off)) }));
  const own = parseCurves(run(0));
  const lines = describeFindings({ ...own, seeds: [...files, { file: 'seeds/6.jsonl', curves: undefined }] });
  expect(lines).toEqual([
    'seeds/6.jsonl has no curves by epoch',
    'accuracy of 6 seeds is 0.908 at epoch 20, with a standard deviation of 0.0817 from seed to seed',
    'accuracy of seeds/5.jsonl leaves the other seeds for the better at epoch 11',
  ]);
  const [short] = describeFindings({
    ...own,
    seeds: [files[0], { file: 'b', curves: parseCurves('{"epoch":99,"accuracy":1}') }].flatMap((one) => one ?? []),
  });
  expect(short).toBe('accuracy has no epoch that all 2 seeds share');
});

test('no curve, no finding', () => {
  expect(describeFindings({ axis: 'epoch', curves: [] })).toEqual([]);
});
