import { z } from 'zod';
import { evaluationSchema } from './evaluation.ts';
import { scoredEvaluationSchema } from './scored/scored-evaluation.ts';
import { objectEvaluationSchema } from './objects/object-evaluation.ts';

/** What a file of an evaluation holds, by the model's task. */
export const storedEvaluationSchema = z.discriminatedUnion('task', [evaluationSchema, objectEvaluationSchema, scoredEvaluationSchema]);

/** A valid one. */
export type StoredEvaluation = z.infer<typeof storedEvaluationSchema>;

/** One of a model whose metrics are all read off a scorer. */
export type StoredScored = Exclude<StoredEvaluation, { readonly task: 'classification' }>;
