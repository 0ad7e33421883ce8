import { z } from 'zod';
import { type ImageChanges, imageChangesSchema } from '../../data-diff/image-changes-report.ts';
import { detectionErrors } from '../../metrics/detection/detection-errors.ts';
import { estimateSchema } from '../../metrics/estimate.ts';
import type { DeepReadonly } from '../../value/deep-readonly.ts';
import { comparisonSchema, countSchema, nameSchema, testSetSchema } from './comparison-schema.ts';
import { governedKeys } from './governed-keys.ts';

/** More bytes than these are no report file. */
export const maxReportFileBytes = 16 * 2 ** 20;

/** What lists of a report file hold at most; the counts beside them are not cut. */
export const maxListed = 200;

const commit = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);

/** A measure over the course of a training: its ends, and in between as much as a row of bars shows. */
const course = z.strictObject({
  name: nameSchema,
  points: countSchema,
  first: z.number().nullable(),
  last: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  values: z.array(z.number()).max(24),
});

const side = z.strictObject({
  /** As the user named it: a branch, a revision, `workspace` or a file. */
  name: nameSchema,
  commit: commit.nullable(),
  testSet: testSetSchema,
  /** The primary metric of this side alone; null where it isn't known. */
  own: estimateSchema.nullable(),
  courses: z.array(course).max(12),
  /** What the curves show, one line each. */
  findings: z.array(nameSchema).max(maxListed),
});

const answer = z.strictObject({ label: nameSchema, confidence: z.number().nullable() });
const flips = z.array(z.strictObject({ image: nameSchema, truth: nameSchema, base: answer, head: answer })).max(maxListed);

const classifierAnswers = z.strictObject({
  flips: z.strictObject({ fixes: flips, breaks: flips, fixCount: countSchema, breakCount: countSchema, otherCount: countSchema }),
  /** Counts by truth (rows) and answer (columns); null where the classes are too many to show them. */
  matrix: z
    .strictObject({
      classes: z.array(nameSchema).max(20),
      base: z.array(z.array(countSchema).max(20)).max(20),
      head: z.array(z.array(countSchema).max(20)).max(20),
    })
    .nullable(),
  /** Then the most frequent mix-ups. */
  confusions: z.array(z.strictObject({ truth: nameSchema, predicted: nameSchema, base: countSchema, head: countSchema })).max(maxListed),
});

const errors = z.strictObject({ missed: countSchema, wrong: countSchema });
const changedImages = z.array(z.strictObject({ image: nameSchema, objects: countSchema, base: errors, head: errors })).max(maxListed);
const cost = z.strictObject({ count: countSchema, cost: z.number().nullable() });

const scoredAnswers = z.strictObject({
  /** Of detectors: how often each error is made, and what it costs of AP50. */
  errors: z.array(z.strictObject({ error: z.enum([...detectionErrors, 'missed']), base: cost, head: cost })).max(10),
  changed: z.strictObject({ worse: changedImages, better: changedImages, worseCount: countSchema, betterCount: countSchema }),
});

/** Classes of the data, which may be folders, beyond these are left out. */
export const maxDataClasses = 4000;

function isCut({ classes, added, removed, changed, moved, relabelled }: ImageChanges): boolean {
  const lists = [added.images, removed.images, changed.images, moved.images, relabelled.images, relabelled.pairs];
  return classes.length <= maxDataClasses && lists.every((list) => list.length <= maxListed);
}

/** What the training job measured, as data: everything that the Markdown is written from. */
export const reportFileSchema = z
  .strictObject({
    version: z.literal(1),
    /** Sightline's own version. */
    sightline: z.string().regex(/^[0-9][0-9A-Za-z.+-]{0,63}$/),
    model: nameSchema,
    base: side,
    head: side,
    comparison: comparisonSchema,
    answers: z.union([classifierAnswers, scoredAnswers]),
    /** Null when no image and no label changed. */
    data: imageChangesSchema.refine(isCut, { error: 'holds a list that is too long' }).nullable(),
    /** What changed, and how many did. */
    parameters: z.strictObject({
      count: countSchema,
      changes: z
        .array(z.strictObject({ file: nameSchema, name: nameSchema, base: nameSchema.nullable(), head: nameSchema.nullable() }))
        .max(maxListed),
    }),
    /** Hashes of what the two sides were made of. */
    lineage: z.array(z.strictObject({ what: nameSchema, base: nameSchema, head: nameSchema })).max(20),
    /** What the training of head took; null where nobody measured it. */
    training: z.strictObject({ seconds: z.number().min(0).nullable(), runner: nameSchema.nullable() }).nullable(),
    /** What head changes of the spec by which it is judged. */
    changedKeys: z.array(z.enum(governedKeys)).max(governedKeys.length),
  })
  .refine(({ comparison, answers }) => (comparison.task === 'classification') === 'flips' in answers, {
    error: 'is of another task',
    path: ['answers'],
  });

/** A valid one. */
export type ReportFile = DeepReadonly<z.infer<typeof reportFileSchema>>;

/** The classes, answers and errors of one, by the model's task. */
export type ReportAnswers = ReportFile['answers'];
