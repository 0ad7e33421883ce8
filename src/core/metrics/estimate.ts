import { z } from 'zod';

/** A metric with its 95 % interval; null where it is undefined. */
export const estimateSchema = z.strictObject({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });

/** One of them. */
export type Estimate = z.infer<typeof estimateSchema>;

/** Metrics by their names. */
export const estimatesSchema = z.record(z.string().max(64), estimateSchema);

/** Some of them. */
export type Estimates = z.infer<typeof estimatesSchema>;

/** What has no value. */
export const undefinedEstimate: Estimate = { value: null, low: null, high: null };
