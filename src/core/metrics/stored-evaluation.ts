import { z } from 'zod';
import { evaluationSchema } from './evaluation.ts';
import { objectEvaluationSchema } from './objects/object-evaluation.ts';

/** What a file of an evaluation holds, by the model's task. */
export const storedEvaluationSchema = z.discriminatedUnion('task', [evaluationSchema, objectEvaluationSchema]);

/** A valid one. */
export type StoredEvaluation = z.infer<typeof storedEvaluationSchema>;
