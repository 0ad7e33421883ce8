import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentImage, changesNothing } from './augmentation.ts';
import { classWeights } from './class-weights.ts';
import { judgeEpoch } from './early-stopping.ts';
import { fitSchema, readFitParams, type FitParams } from './fit-params.ts';
import { initialKernel } from './initial-weights.ts';
import { countWeights } from './net-size.ts';
import { plainBatch, trainingBatch } from './pixel-set.ts';
import { designNet, presetNames } from './presets.ts';
import { randomStream, shuffledIndices } from './random.ts';
import { learningRateAt } from './schedule.ts';
import { writeCurves } from './training-state.ts';

const defaults = fitSchema.parse({});

/** Matches any text that has this in it. */
function containing(text: string): unknown {
  return expect.stringContaining(text);
}

function draw(seed: number, ...purpose: (string | number)[]): number[] {
  const stream = randomStream(seed, ...purpose);
  return Array.from({ length: 4 }, () => stream.uniform());
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The learning rates of all steps, two an epoch. */
function rates(schedule: Partial<FitParams['schedule']>, epochs = 4): number[] {
  return Array.from({ length: 2 * epochs }, (_, step) =>
    learningRateAt({ learningRate: 1, schedule: { ...defaults.schedule, ...schedule } }, { step, stepsPerEpoch: 2, epochs }),
  );
}

function read(text: string, section = 'fit'): FitParams {
  return readFitParams(text, 'params.yaml', section);
}

describe('random numbers', () => {
  it('are the same for the same seed and purpose, and others for any other', () => {
    expect(draw(1, 'a', 2)).toEqual(draw(1, 'a', 2));
    const others = [draw(1, 'a', 2), draw(2, 'a', 2), draw(1, 'a', 3), draw(1, 'b', 2), draw(1, 'a')];
    expect(new Set(others.flat()).size).toBe(20);
  });

  it('have the moments of their distributions', () => {
    const stream = randomStream(3, 'moments');
    const uniform = Array.from({ length: 20_000 }, () => stream.uniform());
    const normal = Array.from({ length: 20_000 }, () => stream.normal());
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(uniform.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
  });

  it('shuffle every number to one place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer(), (count, seed) => {
        const order = shuffledIndices(count, randomStream(seed, 'shuffle'));
        expect(order.toSorted()).toEqual(Uint32Array.from({ length: count }, (_, index) => index));
      }),
    );
  });

  it('start kernels at the variance that their fan-in asks for', () => {
    const values = initialKernel('conv-1/kernel', [3, 3, 16, 64], 'hidden', 1);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance / (2 / 144)).toBeCloseTo(1, 1);
    const last = initialKernel('dense-3/kernel', [20, 10], 'last', 1);
    expect(Math.max(...last.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 30));
  });
});

describe('the learning rate', () => {
  it('follows its schedule', () => {
    expect(rates({})).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(rates({ kind: 'step', everyEpochs: 2, factor: 0.5 })).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]);
    expect(rates({ warmupEpochs: 2 })).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
    const cosine = rates({ kind: 'cosine', warmupEpochs: 1 });
    expect(cosine.slice(0, 3)).toEqual([0.5, 1, 1]);
    expect(cosine[5]).toBeCloseTo(0.5, 12);
    expect(cosine.at(-1)).toBeGreaterThan(0);
    expect(cosine.slice(2)).toEqual(cosine.slice(2).toSorted((a, b) => b - a));
  });
});

describe('early stopping', () => {
  it('waits as long as patience says, in either direction', () => {
    const rule = { metric: 'loss', patience: 2, minDelta: 0.1 } as const;
    const first = judgeEpoch(rule, undefined, 1, 1);
    expect(first).toEqual({ best: { epoch: 1, value: 1 }, improved: true, stop: false });
    expect(judgeEpoch(rule, first.best, 2, 0.95)).toEqual({ best: first.best, improved: false, stop: false });
    expect(judgeEpoch(rule, first.best, 3, 0.95).stop).toBe(true);
    expect(judgeEpoch({ ...rule, metric: 'accuracy' }, first.best, 3, 1.2).improved).toBe(true);
  });
});

describe('class weights', () => {
  it('balance, keep the mean at 1, and refuse names that no image has', () => {
    const labels = [0, 0, 0, 1, 2, 2];
    const weights = classWeights('balanced', ['a', 'b', 'c', 'd'], labels);
    expect(weights).toEqual([2 / 3, 2, 1, 0]);
    expect(labels.reduce((sum, label) => sum + (weights[label] ?? 0), 0)).toBeCloseTo(labels.length, 12);
    expect(classWeights({ b: 3 }, ['a', 'b'], labels)).toEqual([1, 3]);
    expect(classWeights({ b: 3 }, ['constructor', 'b'], labels)).toEqual([1, 3]);
    expect(() => classWeights({ x: 3 }, ['a', 'b'], labels)).toThrow(expect.objectContaining({ code: 'invalid-params' }));
  });
});

describe('augmentation', () => {
  const shape = { width: 3, height: 2, channels: 1 } as const;
  const image = Uint8Array.from([0, 51, 102, 153, 204, 255]);
  const run = (augment: Partial<FitParams['augment']>, seed: number): number[] => {
    const target = new Float32Array(8).fill(-1);
    augmentImage(image, shape, { ...defaults.augment, ...augment }, randomStream(seed, 'image'), target, 1);
    expect([target[0], target[7]]).toEqual([-1, -1]);
    return Array.from(target.subarray(1, 7), (value) => Math.round(value * 1000) / 1000);
  };

  it('changes nothing by default', () => {
    expect(changesNothing(defaults.augment)).toBe(true);
    expect(run({}, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('mirrors about half of the images', () => {
    const results = Array.from({ length: 40 }, (_, seed) => run({ flip: 'horizontal' }, seed).join(' '));
    const mirrored = results.filter((result) => result === '0.4 0.2 0 1 0.8 0.6').length;
    expect(results.filter((result) => result === '0 0.2 0.4 0.6 0.8 1').length).toBe(40 - mirrored);
    expect(mirrored).toBeGreaterThan(10);
    expect(mirrored).toBeLessThan(30);
    const both = new Set(Array.from({ length: 40 }, (_, seed) => run({ flip: 'both' }, seed).join(' ')));
    expect(both.size).toBe(4);
  });

  it('keeps values in their range whatever it is told', () => {
    const amount = fc.double({ min: 0, max: 0.9, noNaN: true });
    const all = fc.record({
      shift: amount,
      rotate: fc.double({ min: 0, max: 180, noNaN: true }),
      scale: amount,
      brightness: amount,
      contrast: amount,
      erase: amount,
    });
    fc.assert(
      fc.property(all, fc.integer(), (augment, seed) => {
        const result = run({ ...augment, flip: 'both' }, seed);
        expect(result.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(run({ ...augment, flip: 'both' }, seed)).toEqual(result);
      }),
    );
  });

  it('moves a uniform image nowhere', () => {
    const grey = new Uint8Array(6).fill(51);
    const target = new Float32Array(6);
    augmentImage(
      grey,
      shape,
      { ...defaults.augment, shift: 0.5, rotate: 90, scale: 0.5, flip: 'both' },
      randomStream(4, 'grey'),
      target,
      0,
    );
    expect([...target].every((value) => Math.abs(value - 0.2) < 1e-6)).toBe(true);
  });

  it('differs by epoch and image, not by the order of the batch', () => {
    const set = { shape, pixels: Uint8Array.from([...image, ...image]), labels: Int32Array.from([0, 1]) };
    const rules = { augment: { ...defaults.augment, shift: 0.5 }, seed: 1, epoch: 0, classWeights: [1, 2] };
    const batch = trainingBatch(set, Uint32Array.from([0, 1]), rules);
    expect([...batch.weights]).toEqual([1, 2]);
    const [first, second] = [batch.pixels.subarray(0, 6), batch.pixels.subarray(6)];
    expect(first).not.toEqual(second);
    const turned = trainingBatch(set, Uint32Array.from([1, 0]), rules).pixels;
    expect(turned).toEqual(Float32Array.from([...second, ...first]));
    expect(trainingBatch(set, Uint32Array.from([0]), { ...rules, epoch: 1 }).pixels).not.toEqual(first);
    expect([...plainBatch(set.pixels, shape, 1, 2).pixels]).toEqual([...image].map((value) => Math.fround(value / 255)));
  });
});

describe('presets', () => {
  it.each(presetNames)('make a net for any size of image: %s', (preset) => {
    for (const side of [1, 2, 8, 28, 33, 64, 224, 512]) {
      const image = { width: side, height: side + 1, channels: 3 } as const;
      const layers = designNet(preset, { image, classes: 7 });
      expect(countWeights({ image, classes: 7, layers })).toBeGreaterThan(0);
    }
  });

  it('grow from the weakest to the strongest', () => {
    const image = { width: 28, height: 28, channels: 1 } as const;
    const sizes = presetNames.map((preset) => designNet(preset, { image, classes: 10 }).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    const cnn = designNet('small-cnn', { image, classes: 10 });
    expect(countWeights({ image, classes: 10, layers: cnn })).toBe(80 + 1168 + 32 * (7 * 7 * 16 + 1) + 330);
  });

  it('are refused where layers do not follow on each other', () => {
    const image = { width: 4, height: 4, channels: 1 } as const;
    const pool = { kind: 'max-pool' } as const;
    const dense = { kind: 'dense', units: 2, activation: 'linear' } as const;
    for (const layers of [[dense], [{ kind: 'flatten' } as const, pool], [pool, pool, pool, { kind: 'flatten' } as const, dense], [pool]]) {
      expect(() => countWeights({ image, classes: 2, layers })).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    }
  });
});

describe('parameters', () => {
  it('have defaults for everything, and are found in nested sections', () => {
    expect(read('fit: {}\n')).toEqual(defaults);
    expect(read('models:\n  small:\n    epochs: 3\n', 'models.small').epochs).toBe(3);
    expect(read('{"fit": {"classWeights": {"crack": 4}}}').classWeights).toEqual({ crack: 4 });
  });

  it.each([
    ['fit:\n  preset: resnet\n', 'fit.preset', 2, 3],
    ['fit:\n  epochs: 3\n  batchsize: 8\n', "did you mean 'batchSize'", 3, 3],
    ['fit:\n  epochs: 0\n', 'fit.epochs', 2, 3],
    ['fit:\n  augment: { shift: 0.1, spin: 3 }\n', "unknown key 'spin'", 2, 26],
    ['fit:\n  classWeights: { crack: -1 }\n', 'classWeights', 2, 19],
    ['train:\n  epochs: 3\n', "there is no section 'fit'", 1, 1],
    ['fit: 3\n', 'fit', 1, 1],
  ])('are refused with the place: %j', (text, message, line, column) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'invalid-params',
        message: containing(message),
        place: { file: 'params.yaml', line, column },
      }),
    );
  });
});

describe('learning curves', () => {
  it('are JSON lines without times', () => {
    const point = { epoch: 1, step: 4, learningRate: 0.1, loss: 0.5, accuracy: 0.75 };
    expect(writeCurves([point, { ...point, epoch: 2, step: 8, validationLoss: 0.4, validationAccuracy: 0.8 }])).toBe(
      '{"epoch":1,"step":4,"learningRate":0.1,"loss":0.5,"accuracy":0.75}\n' +
        '{"epoch":2,"step":8,"learningRate":0.1,"loss":0.5,"accuracy":0.75,"validationLoss":0.4,"validationAccuracy":0.8}\n',
    );
  });
});
