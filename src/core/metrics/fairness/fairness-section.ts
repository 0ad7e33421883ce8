import { z } from 'zod';
import { SightlineError } from '../../errors.ts';
import { orNull } from '../or-null.ts';
import { groupImages } from './group-counts.ts';
import { type Estimate, judgeFairness } from './judge-fairness.ts';

/** `evaluate.fairness` of the spec: which groups are held against each other, and what counts as selected. */
export const fairnessSpecSchema = z.strictObject({
  by: z
    .array(z.string().min(1).max(256))
    .min(1)
    .max(3)
    .describe('Metadata columns of the test labels: each set of their values is a group.'),
  positive: z.string().min(1).max(256).describe('The class that true and false positives are of.'),
});

/** A valid entry. */
export type FairnessSpec = z.infer<typeof fairnessSpecSchema>;

const value = z.number().nullable();
const estimate = z.strictObject({ value, low: value, high: value });
const disparity = z.strictObject({ betweenGroups: estimate, toOverall: estimate });

/** Groups held against each other, as evaluations have it; null where something is undefined. */
export const fairnessSchema = z.strictObject({
  by: z.array(z.string()),
  positive: z.string(),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      overall: estimate,
      groups: z.array(z.strictObject({ values: z.array(z.string()), images: z.int().min(0), value, low: value, high: value })),
      difference: disparity,
      ratio: disparity,
    }),
  ),
});

/** More groups than these are no groups but ids. */
const maxGroups = 200;

/** What is judged: classes by name, and metadata, one entry an image. */
export interface JudgedImages {
  readonly truth: readonly string[];
  readonly predicted: readonly string[];
  readonly column: (name: string) => readonly string[];
}

/** Throws `unknown-slice` for a class or column that no image has, `too-many-slices` for more than 200 groups. */
export function fairnessSection({ by, positive }: FairnessSpec, images: JudgedImages): z.infer<typeof fairnessSchema> {
  const isPositive = (label: string): number => Number(label === positive);
  if (!images.truth.includes(positive) && !images.predicted.includes(positive)) {
    throw new SightlineError('unknown-slice', `fairness: no image is, or is taken for, '${positive}'`, {
      hint: 'Correct evaluate.fairness.positive in sightline.yaml.',
    });
  }
  const groups = groupImages(by.map(images.column));
  if (groups.values.length === 0 || groups.values.length > maxGroups) {
    const [code, many] =
      groups.values.length === 0 ? (['unknown-slice', 'no'] as const) : (['too-many-slices', groups.values.length] as const);
    throw new SightlineError(
      code,
      `fairness: there are ${many} groups by ${by.join(' and ')}; 1 to ${maxGroups} are held against each other`,
    );
  }
  const answers = { truth: Uint8Array.from(images.truth, isPositive), predicted: Uint8Array.from(images.predicted, isPositive) };
  const metrics = judgeFairness(answers, groups).map((one) => ({
    metric: one.metric,
    overall: toFile(one.overall),
    groups: one.groups.map((group) => ({ values: [...group.values], images: group.images, ...toFile(group) })),
    difference: { betweenGroups: toFile(one.differences['between-groups']), toOverall: toFile(one.differences['to-overall']) },
    ratio: { betweenGroups: toFile(one.ratios['between-groups']), toOverall: toFile(one.ratios['to-overall']) },
  }));
  return { by, positive, metrics };
}

function toFile({ value: of, interval }: Estimate): z.infer<typeof estimate> {
  return { value: orNull(of), low: interval?.low ?? null, high: interval?.high ?? null };
}
