import { describe, expect, test } from 'vitest';
import { randomStream } from '../../training/random.ts';
import { type CurveSeries, directionOf, isHeldOutOf } from './curve-series.ts';
import { findFindings } from './find-findings.ts';

/** A curve of `points` values with a little seeded noise. */
function curve(name: string, points: number, value: (at: number) => number, noise = 0.005): CurveSeries {
  const random = randomStream(7, name);
  const x = Array.from({ length: points }, (_, at) => at + 1);
  return { name, x, y: x.map((_, at) => value(at) + noise * random.normal()) };
}

const falling = (at: number): number => 2 * Math.exp(-at / 20) + 0.2;

describe('what is found, and at which step', () => {
  test('nothing in a healthy training', () => {
    expect(
      findFindings([
        curve('loss', 40, falling),
        curve('val_loss', 40, (at) => falling(at) * 1.1),
        curve('accuracy', 40, (at) => 1 - falling(at) / 3),
      ]),
    ).toEqual([]);
  });

  test('a spike of a loss, and a dip of an accuracy', () => {
    const dip = curve('accuracy', 40, (at) => (at === 12 ? 0.2 : 0.9 - falling(at) / 3));
    expect(findFindings([curve('loss', 40, (at) => falling(at) * (at === 25 ? 3 : 1)), dip])).toEqual([
      { kind: 'spike', curve: 'loss', at: 26 },
      { kind: 'spike', curve: 'accuracy', at: 13 },
    ]);
  });

  test('a divergence', () => {
    const found = findFindings([curve('loss', 40, (at) => falling(at) + Math.max(0, at - 24) * 0.3)]);
    expect(found).toEqual([{ kind: 'divergence', curve: 'loss', at: expect.closeTo(24, -1) as number }]);
  });

  test('an overfitting, which is none where training gets worse as well', () => {
    const held = curve('val_loss', 40, (at) => falling(Math.min(at, 15)) + Math.max(0, at - 15) * 0.05);
    const [found] = findFindings([held, curve('loss', 40, falling)]);
    expect(found).toMatchObject({ kind: 'overfitting', curve: 'val_loss' });
    expect(Math.abs((found?.at ?? 0) - 16)).toBeLessThanOrEqual(3);
    const both = findFindings([held, curve('loss', 40, (at) => falling(Math.min(at, 15)) + Math.max(0, at - 15) * 0.05)]);
    expect(both.map(({ kind }) => kind)).toEqual(['divergence', 'divergence']);
  });

  test('a plateau', () => {
    const [found] = findFindings([curve('loss', 100, (at) => 2 - Math.min(at, 50) / 30, 0.01)]);
    expect(found?.kind).toBe('plateau');
    expect(Math.abs((found?.at ?? 0) - 50)).toBeLessThanOrEqual(6);
  });

  test('the first value that is no number, of any curve', () => {
    expect(findFindings([{ name: 'learningRate', x: [1], y: [1], broken: [2, 3] }])).toEqual([
      { kind: 'not-a-number', curve: 'learningRate', at: 2 },
    ]);
  });
});

describe('what is not judged', () => {
  test.each([
    ['no points', []],
    ['one point', [1]],
    ['four points that rise', [1, 2, 3, 4]],
    ['a curve that never moves', Array.from({ length: 50 }, () => 1)],
  ])('%s', (_, y) => {
    expect(findFindings([{ name: 'loss', x: y.map((_value, at) => at), y }])).toEqual([]);
  });

  test('a measure that has no better', () => {
    expect(findFindings([curve('learningRate', 40, (at) => (at === 20 ? 9 : 1))])).toEqual([]);
  });
});

test('names', () => {
  expect(['valLoss', 'top1_acc', 'mIoU', 'lr', 'mAP50', 'seconds'].map(directionOf)).toEqual([
    'lower',
    'higher',
    'higher',
    undefined,
    'higher',
    undefined,
  ]);
  expect(isHeldOutOf('valLoss', 'loss')).toBe(true);
  expect(isHeldOutOf('val_loss', 'train_loss')).toBe(true);
  expect(isHeldOutOf('valLoss', 'valLoss')).toBe(false);
  expect(isHeldOutOf('valAccuracy', 'loss')).toBe(false);
});
