import type { ClassificationColumns } from '../core/metrics/classification/scored-answers.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import type { ScoredModel } from '../core/metrics/scored-model.ts';
import type { StoredEvaluation, StoredScored } from '../core/metrics/stored-evaluation.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import { evaluateClassifier } from './evaluate-classifier.ts';
import { evaluateMultiLabel } from './evaluate-labels.ts';
import { evaluateSegmentation } from './evaluate-masks.ts';
import { evaluateDetector } from './evaluate-objects.ts';
import type { EvaluateOptions } from './evaluate-options.ts';

/** A classifier's evaluation, with all that it answered where it was judged just now: a stored one has its rows. */
export interface JudgedClassifier {
  readonly evaluation: Evaluation;
  readonly columns?: ClassificationColumns;
}

/** A model that was judged: with what another is held against, which only a classifier's evaluation holds itself. */
export type Judged = JudgedClassifier | ScoredModel<StoredScored>;

/** Judges the predictions in `files` by the truth in the same files, as the model's task asks. */
export async function judgeModel(files: Tree, spec: Spec, options: EvaluateOptions): Promise<Judged> {
  const { task } = spec.model;
  switch (task) {
    case 'classification':
      return evaluateClassifier(files, spec, options);
    case 'detection':
    case 'instance-segmentation':
      return evaluateDetector(files, spec, task, options);
    case 'multi-label-classification':
      return evaluateMultiLabel(files, spec, options);
    case 'semantic-segmentation':
      return evaluateSegmentation(files, spec, options);
  }
}

/** The same, as a file keeps it. */
export async function evaluate(files: Tree, spec: Spec, options: EvaluateOptions): Promise<StoredEvaluation> {
  return (await judgeModel(files, spec, options)).evaluation;
}
