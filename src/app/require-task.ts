import { SightlineError } from '../core/errors.ts';
import type { Task } from '../core/metrics/task.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { Spec } from '../core/spec/spec.ts';

/** Throws `task-unsupported` unless the model is for the task; `verb` says what can't be done with models for others. */
export function requireTask({ model }: Spec, task: Task, verb: string): void {
  if (model.task !== task) {
    throw new SightlineError('task-unsupported', `models for ${model.task} can't be ${verb} yet, those for ${task} can`, {
      place: { file: specFile },
    });
  }
}
