import { describe, expect, it } from 'vitest';
import { SightlineError } from '../errors.ts';
import { readSpec, readStorage } from './read-spec.ts';

const minimal = `version: 1
model: { name: digits, task: classification, artifact: models/digits }
data:
  test: { images: data/test, labels: labels/test.csv }
evaluate:
  predictions: eval/predictions.json
`;

function errorOf(text: string): SightlineError {
  try {
    readSpec(text);
  } catch (error) {
    if (error instanceof SightlineError) {
      return error;
    }
    throw error;
  }
  throw new Error('the spec was accepted');
}

describe('sightline.yaml', () => {
  it('fills in defaults', () => {
    const spec = readSpec(minimal);
    expect(spec.evaluate.primary).toEqual({ metric: 'accuracy', margin: 0.005 });
    expect(spec.data.badImages).toBe('refuse');
    expect(spec.train).toEqual({ lock: 'note', runsOn: ['self-hosted', 'gpu'], allowRunsOn: [] });
  });

  it('names the place of an unknown key and the nearest known one', () => {
    const error = errorOf(`${minimal}  slises: [pen]\n`);
    expect(error.message).toBe("unknown key 'slises' in 'evaluate'; did you mean 'slices'?");
    expect(error.place).toEqual({ file: 'sightline.yaml', line: 7, column: 3 });
  });

  it('names an unknown key inside a list', () => {
    const error = errorOf(`${minimal}  gates:\n    - { metric: accuracy, requires: not-worse }\n`);
    expect(error.message).toBe("unknown key 'requires' in 'evaluate.gates.0'; did you mean 'require'?");
    expect(error.place).toEqual({ file: 'sightline.yaml', line: 8, column: 27 });
  });

  it('lists the known keys when none is near', () => {
    expect(errorOf(`${minimal}colour: red\n`).message).toBe(
      "unknown key 'colour'; known keys: version, model, data, train, evaluate, storage, register",
    );
  });

  it('names the place of a wrong value', () => {
    const error = errorOf(minimal.replace('labels/test.csv', '../secrets.csv'));
    expect(error.message).toContain("must be a path inside the repository in 'data.test.labels'");
    expect(error.place).toEqual({ file: 'sightline.yaml', line: 4, column: 30 });
  });

  it.each([
    [
      'at-least without a value',
      '{ metric: accuracy, require: at-least }',
      '`value` goes with `require: at-least` or `at-most`, and only with them',
    ],
    ['a class metric without a class', '{ metric: recall, require: not-worse }', 'recall is of one class: it needs a `class`'],
    ['a model metric with a class', '{ metric: kappa, class: a, require: not-worse }', 'kappa is of the whole model: it has no `class`'],
    [
      'a misspelt metric',
      '{ metric: logloss, require: not-worse }',
      "unknown metric 'logloss' of classification; did you mean 'log-loss'?",
    ],
    ['a share beyond 1', '{ metric: accuracy, require: at-least, value: 95 }', 'must be from 0 to 1 for accuracy'],
    ['a malformed slice', '{ metric: accuracy, require: not-worse, slice: pen }', 'must look like column=value'],
  ])('refuses a gate with %s', (_, gate, message) => {
    const error = errorOf(`${minimal}  gates:\n    - ${gate}\n`);
    expect(error.code).toBe('invalid-spec');
    expect(error.message).toContain(message);
    expect(error.place?.line).toBe(8);
  });

  it('refuses a file of seeds that is named twice', () => {
    const error = errorOf(`${minimal}  seeds: [eval/1.json, eval/2.json, eval//1.json]\n`);
    expect(error.message).toContain('names a file more than once');
    expect(error.place?.line).toBe(7);
  });

  it('tells what is missing', () => {
    expect(errorOf('version: 1\n').message).toContain("in 'model'");
    expect(errorOf('').code).toBe('invalid-spec');
  });
});

describe('storage alone', () => {
  it('needs no model, and unknown keys are refused', () => {
    expect(readStorage('version: 1\nstorage: { buckets: [{ name: images }] }\n')?.buckets).toEqual([{ name: 'images' }]);
    expect(() => readStorage('version: 1\nstorag: {}\n')).toThrow("did you mean 'storage'?");
    expect(() => readStorage('version: 1\nstorage: { buckets: [{ name: images }], x: 1 }\n')).toThrow("unknown key 'x'");
    expect(readStorage(minimal)).toBeUndefined();
  });
});

describe('metrics of the task', () => {
  const withPrimary = (task: string, primary: string): string => `${minimal.replace('classification', task)}  primary: ${primary}\n`;

  it.each([
    ['classification', 'accuracy'],
    ['detection', 'AP'],
    ['instance-segmentation', 'AP'],
    ['semantic-segmentation', 'miou'],
    ['multi-label-classification', 'macro-average-precision'],
  ])('of %s the verdict is about %s unless another is named', (task, metric) => {
    expect(readSpec(minimal.replace('classification', task)).evaluate.primary).toEqual({ metric, margin: 0.005 });
    expect(readSpec(withPrimary(task, '{ margin: 0.02 }')).evaluate.primary).toEqual({ metric, margin: 0.02 });
  });

  it('a loss may have a margin beyond 1 and be held against a value beyond 1', () => {
    const gates = '  gates:\n    - { metric: log-loss, require: at-most, value: 1.5 }\n';
    const { evaluate } = readSpec(`${withPrimary('classification', '{ metric: log-loss, margin: 1.2 }')}${gates}`);
    expect(evaluate.primary).toEqual({ metric: 'log-loss', margin: 1.2 });
    expect(evaluate.gates).toEqual([{ metric: 'log-loss', require: 'at-most', value: 1.5 }]);
  });

  it('a detector may be held to a metric of all classes or of one', () => {
    const gates = '  gates:\n    - { metric: AP50, require: not-worse }\n    - { metric: AP50, class: crack, require: not-worse }\n';
    expect(readSpec(`${minimal.replace('classification', 'detection')}${gates}`).evaluate.gates).toHaveLength(2);
  });

  it('refuses keys that the task has no use for', () => {
    const detection = minimal.replace('classification', 'detection');
    const said = "is for multi-label-classification, and the model's task is detection in 'evaluate.threshold'";
    expect(errorOf(`${detection}  threshold: 0.4\n`).message).toContain(said);
    expect(errorOf(`${detection}  fairness: { by: [camera], positive: a }\n`).message).toContain('is for classification');
    const ignoring = errorOf(detection.replace('labels/test.csv', 'labels/test.csv, ignore: 0'));
    expect(ignoring.message).toContain('is for semantic-segmentation');
    expect(ignoring.place).toMatchObject({ file: 'sightline.yaml', line: 4 });
  });

  it.each([
    ['classification', '{ metric: accurcy }', "unknown metric 'accurcy' of classification; did you mean 'accuracy'?"],
    ['detection', '{ metric: accuracy }', "unknown metric 'accuracy' of detection; known metrics: AP, AP50,"],
    ['classification', '{ metric: recall }', 'recall is of one class'],
    ['classification', '{ metric: macro-f1, margin: 0.6 }', 'must be from 0 to 0.5 for macro-f1'],
    ['semantic-segmentation', '{ metric: iou }', 'iou is of one class'],
  ])('refuses in %s %s', (task, primary, message) => {
    const error = errorOf(withPrimary(task, primary));
    expect(error.message).toContain(message);
    expect(error.place).toMatchObject({ file: 'sightline.yaml', line: 7 });
  });
});
