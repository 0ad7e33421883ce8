import { SightlineError } from '../../src/core/errors.ts';
import type { ReferenceCase, ReferenceKind } from './case.ts';
import { answerEdge } from './classification-edge.ts';
import { answerCalibration, answerScores } from './classification-scores.ts';
import { type Judged, readSections } from './classification-sections.ts';

const ofScores = 'sklearn.metrics: confusion_matrix';
const ofCalibration = 'ece(y,P';

/** Metrics of a classifier as scikit-learn computes them, and calibration by the formula of the case. */
export const classification: ReferenceKind = {
  name: 'classification',
  matches: (one) => [ofScores, ofCalibration].some((call) => callOf(one).startsWith(call)),
  answer: (one) => {
    if (one.inputs.includes('input.json')) {
      return Object.fromEntries([...readSections(one.json('input.json'))].map(([name, judged]) => [name, answerEdge(judged)]));
    }
    const judged = openArrays(one);
    return callOf(one).startsWith(ofCalibration) ? answerCalibration(judged) : { ...answerScores(judged), ...answerCalibration(judged) };
  },
  exceptions: [
    { path: /(^|\.)message$/, reason: 'the words of a refusal are the tool’s own; that ours refuses, too, is compared' },
    {
      path: /^nan_prob\.(confusion_matrix|macro_f1|mcc|kappa|bal)(\.|$)/,
      reason: 'scikit-learn takes a NaN for the highest probability; ours refuses NaN, which has no place in an order',
      when: hasNaN,
    },
  ],
};

function callOf(one: ReferenceCase): string {
  const { call } = one.json('case.json') as { readonly call?: unknown };
  return typeof call === 'string' ? call : '';
}

function hasNaN(one: ReferenceCase): boolean {
  const { values } = readSections(one.json('input.json')).get('nan_prob')?.matrix ?? {};
  return values?.some(Number.isNaN) ?? false;
}

function openArrays(one: ReferenceCase): Judged {
  const [truth, probabilities] = [one.npy('y_true.npy'), one.npy('probs.npy')];
  const [images = 0, classCount = 0] = probabilities.shape;
  const values = probabilities.values;
  if (!(values instanceof Float64Array || values instanceof Float32Array)) {
    throw new SightlineError('bad-predictions', 'the probabilities are no floating-point numbers');
  }
  return { truth: Int32Array.from(truth.values), matrix: { images, classCount, values } };
}
