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

test('no curve, no finding', () => {
  expect(describeFindings({ axis: 'epoch', curves: [] })).toEqual([]);
});
