import type { Evaluation } from '../core/metrics/evaluation.ts';
import type { ObjectEvaluation } from '../core/metrics/objects/object-evaluation.ts';
import type { ScoredEvaluation } from '../core/metrics/scored/scored-evaluation.ts';
import type { ScoredModel } from '../core/metrics/scored-model.ts';
import type { StoredEvaluation } from '../core/metrics/stored-evaluation.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import { evaluateClassifier } from './evaluate-classifier.ts';
import { evaluateMultiLabel } from './evaluate-labels.ts';
import { evaluateSegmentation } from './evaluate-masks.ts';
import { evaluateDetector } from './evaluate-objects.ts';
import type { EvaluateOptions } from './evaluate-options.ts';

/** A model that was judged: a classifier's evaluation holds all that another is held against, a detector's does not. */
export type Judged = Evaluation | ScoredModel<ObjectEvaluation> | ScoredModel<ScoredEvaluation>;

/** Judges the predictions in `files` by the truth in the same files, as the model's task asks. */
export async function judgeModel(files: Tree, spec: Spec, options: EvaluateOptions): Promise<Judged> {
  const { task } = spec.model;
  switch (task) {
    case 'classification':
      return (await evaluateClassifier(files, spec, options)).evaluation;
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
  const judged = await judgeModel(files, spec, options);
  return 'scorer' in judged ? judged.evaluation : judged;
}
