import { z } from 'zod';
import { gateSchema } from '../../spec/spec.ts';
import { findMetric, tasks } from '../../metrics/task.ts';

/** A name out of a repository. */
export const nameSchema = z.string().max(4096);

/** How many of something. */
export const countSchema = z.int().min(0);

/** SHA-256 over the ids and truths of a test set. */
export const testSetSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** No metric is beyond them; what is written of larger ones is no number. */
const measure = z.number().min(-1e12).max(1e12);
const maybe = measure.nullable();
const verdict = z.enum(['better', 'worse', 'equivalent', 'cannot-tell']);
const share = z.number().min(0).max(1);

const difference = z
  .strictObject({ base: maybe, head: maybe, difference: maybe, low: maybe, high: maybe })
  .refine(({ low, high }) => (low === null) === (high === null) && (low ?? 0) <= (high ?? 0), { error: 'is no interval' })
  .refine(({ base, head, difference: said }) => said === null || isDifference(said, base, head), { error: "is not head's minus base's" });

/** As far as a difference of numbers of that size can be told. */
function isDifference(said: number, base: number | null, head: number | null): boolean {
  return base !== null && head !== null && Math.abs(head - base - said) <= 1e-9 * (1 + Math.abs(base) + Math.abs(head));
}

const compared = difference.safeExtend({ verdict });
const corrected = { adjustedP: share, alpha: share };

const measured = z.strictObject({
  difference,
  head: z
    .strictObject({ value: measure, images: countSchema, low: measure, high: measure })
    .refine(({ low, high }) => low <= high, { error: 'is no interval' })
    .nullable(),
});

const judgement = {
  version: z.literal(1),
  testSet: testSetSchema,
  images: countSchema,
  metric: z.string().max(64),
  margin: z.number().min(0),
  verdict,
  about: z.enum(['weights', 'change']),
  seedNoise: z.strictObject({ seeds: countSchema, deviation: z.number().min(0).nullable(), reason: nameSchema.nullable() }),
  testSetChange: z
    .strictObject({
      baseImages: countSchema,
      headImages: countSchema,
      onlyInBase: countSchema,
      onlyInHead: countSchema,
      relabelled: countSchema,
      skippedByBase: countSchema,
      skippedByHead: countSchema,
    })
    .nullable(),
  identical: z.boolean(),
  primary: difference,
  moreImages: z.number().min(0).nullable(),
  discernible: z.number().min(0).nullable(),
  metrics: z.record(z.string().max(64), compared),
  gates: z
    .array(
      z.strictObject({
        gate: gateSchema,
        outcome: z.enum(['pass', 'fail', 'cannot-tell']),
        reason: nameSchema,
        measured: measured.nullable(),
      }),
    )
    .max(50),
};

const discordance = z.strictObject({ onlyBaseRight: countSchema, onlyHeadRight: countSchema, p: share });

const classifier = z.strictObject({
  task: z.literal('classification'),
  ...judgement,
  discordance,
  accuracy: difference,
  macroF1: difference,
  classes: z
    .array(
      z.strictObject({ class: nameSchema, support: countSchema, recall: difference, ...corrected, precision: difference, f1: difference }),
    )
    .max(4000),
  slices: z
    .array(
      z.strictObject({
        column: nameSchema,
        value: nameSchema,
        images: countSchema,
        tooSmall: z.boolean(),
        accuracy: difference,
        discordance,
        ...corrected,
        verdict,
      }),
    )
    .max(4000),
});

const member = { difference, ...corrected, verdict };

const scored = z.strictObject({
  task: z.enum(tasks).exclude(['classification']),
  ...judgement,
  classMetric: z.string().max(64),
  leftOut: z.strictObject({ base: countSchema, head: countSchema }),
  classes: z
    .array(z.strictObject({ class: nameSchema, images: countSchema, ...member, metrics: z.record(z.string().max(64), difference) }))
    .max(4000),
  slices: z
    .array(z.strictObject({ column: nameSchema, value: nameSchema, images: countSchema, tooSmall: z.boolean(), ...member }))
    .max(4000),
});

/** A comparison as the report file has it. Of metrics the task must know every one: their names are shown as they are. */
export const comparisonSchema = z.discriminatedUnion('task', [classifier, scored]).superRefine((comparison, context) => {
  const { task, metric, metrics, gates } = comparison;
  const ofClasses =
    'classMetric' in comparison ? [comparison.classMetric, ...comparison.classes.flatMap((one) => Object.keys(one.metrics))] : [];
  const named = new Set([metric, ...Object.keys(metrics), ...gates.map(({ gate }) => gate.metric), ...ofClasses]);
  if ('discordance' in comparison) {
    const all = [comparison, ...comparison.slices];
    if (all.some(({ discordance: { onlyBaseRight, onlyHeadRight }, images }) => onlyBaseRight + onlyHeadRight > images)) {
      context.addIssue({ code: 'custom', path: ['discordance'], message: 'holds more images than there are' });
    }
  }
  const unknown = [...named].find((name) => findMetric(task, name) === undefined);
  if (unknown !== undefined) {
    context.addIssue({ code: 'custom', path: ['metrics'], message: `${task} has no metric '${unknown.slice(0, 64)}'` });
  }
});
