import { SightlineError } from '../errors.ts';
import { type StoredEvaluation, storedEvaluationSchema } from './stored-evaluation.ts';

/** Reads an evaluation that `evaluate` wrote. Throws `bad-evaluation` for anything else; `file` names it. */
export function parseEvaluation(value: unknown, file: string): StoredEvaluation {
  const parsed = storedEvaluationSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  const { rows, classes } = parsed.data;
  if ([...columnsOf(parsed.data), ...Object.values(rows.metadata)].some((column) => column.length !== rows.image.length)) {
    throw refuse(file, 'rows: the columns are not of one length');
  }
  const numbers = 'truth' in rows ? [...rows.truth, ...rows.predicted].flat() : [];
  if (numbers.some((of) => of >= classes.length)) {
    throw refuse(file, 'rows: a class number has no class');
  }
  return parsed.data;
}

function columnsOf({ rows }: StoredEvaluation): readonly (readonly unknown[])[] {
  if ('confidence' in rows) {
    return [rows.truth, rows.predicted, rows.confidence, rows.scores ?? rows.image];
  }
  return 'truth' in rows ? [rows.truth, rows.predicted] : [rows.objects, rows.detections, rows.right, rows.wrong, rows.missed];
}

function refuse(file: string, message: string): SightlineError {
  return new SightlineError('bad-evaluation', message, { place: { file } });
}
