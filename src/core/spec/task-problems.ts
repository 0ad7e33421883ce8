import type { Task } from '../metrics/task.ts';

/** A key of the spec that the model's task has no use for. */
export interface TaskProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** The parts of the spec that are of some tasks alone. */
interface OfSomeTasks {
  readonly data: { readonly test: { readonly ignore?: number | undefined } };
  readonly evaluate: { readonly threshold?: unknown; readonly fairness?: unknown };
}

/** Keys that nothing would be done with: what is asked for must not be passed over. */
export function findTaskProblems(task: Task, { data, evaluate }: OfSomeTasks): TaskProblem[] {
  const keys = [
    { path: ['data', 'test', 'ignore'], value: data.test.ignore, of: 'semantic-segmentation' },
    { path: ['evaluate', 'threshold'], value: evaluate.threshold, of: 'multi-label-classification' },
    { path: ['evaluate', 'fairness'], value: evaluate.fairness, of: 'classification' },
  ];
  return keys
    .filter(({ value, of }) => value !== undefined && of !== task)
    .map(({ path, of }) => ({ path, message: `is for ${of}, and the model's task is ${task}` }));
}
