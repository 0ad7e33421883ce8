import { expect, test } from 'vitest';
import { evaluateClassification } from '../metrics/evaluate-classification.ts';
import { describeEvaluation } from './terminal.ts';

test('an evaluation with groups tells how far they are apart, and where they cannot be compared', () => {
  const images = ['a', 'b', 'c', 'd'].map((image, at) => ({
    image,
    label: at < 3 ? 'crack' : 'ok',
    metadata: { camera: at % 2 === 0 ? 'x' : 'y' },
  }));
  const predictions = images.map(({ image }, at) => ({
    image,
    label: at === 1 ? 'ok' : 'crack',
    scores: at === 1 ? [0.1, 0.9] : [0.9, 0.1],
  }));
  const classes = ['crack', 'ok'];
  const options = { slices: [], fairness: { by: ['camera'], positive: 'crack' }, file: 'p.json', maySkip: false };
  const text = describeEvaluation(evaluateClassification({ classes, images }, { version: 1, classes, predictions }, options));
  expect(text).toContain('4 images: accuracy 50.00 %');
  expect(text).toContain('groups by camera, true positive rate: 100.00 % apart (95 % interval ');
  expect(text).toContain('groups by camera, false positive rate: cannot be compared');
});
