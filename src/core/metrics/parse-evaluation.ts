import { SightlineError } from '../errors.ts';
import { type Evaluation, evaluationSchema } from './evaluation.ts';

/** Reads an evaluation that `evaluate` wrote. Throws `bad-evaluation` for anything else; `file` names it. */
export function parseEvaluation(value: unknown, file: string): Evaluation {
  const parsed = evaluationSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  const { rows, classes } = parsed.data;
  const images = rows.image.length;
  const columns = [rows.truth, rows.predicted, rows.confidence, rows.scores ?? rows.image, ...Object.values(rows.metadata)];
  if (columns.some((column) => column.length !== images)) {
    throw refuse(file, 'rows: the columns are not of one length');
  }
  if ([rows.truth, rows.predicted].some((column) => column.some((of) => of >= classes.length))) {
    throw refuse(file, 'rows: a class number has no class');
  }
  return parsed.data;
}

function refuse(file: string, message: string): SightlineError {
  return new SightlineError('bad-evaluation', message, { place: { file } });
}
