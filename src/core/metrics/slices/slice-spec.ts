import { z } from 'zod';

const rising = (edges: readonly number[]): boolean => edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge));

/** An entry of `evaluate.slices`: what tells images apart. */
export const sliceSchema = z.union([
  z.string().min(1).max(256).describe('A metadata column of the test labels: each of its values is a slice.'),
  z.strictObject({ column: z.string().min(1).max(256).describe('A metadata column of the test labels.') }),
  z.strictObject({ class: z.literal(true).describe('Each true class is a slice.') }),
  z.strictObject({
    area: z
      .union([z.literal('coco'), z.array(z.number().positive()).min(1).max(9).refine(rising, { error: 'must rise' })])
      .describe('Edges between sizes of images in pixels (width times height); `coco`: 32 x 32 and 96 x 96.'),
  }),
  z.strictObject({ brightness: z.int().min(2).max(20).describe('How many bins of equal width the mean luma is sorted into.') }),
  z.strictObject({
    where: z.string().min(1).max(1000).describe('A CEL expression over image, label, metadata, width, height, area and brightness.'),
    name: z
      .string()
      .regex(/^[^=]{1,64}$/, { error: 'must have 1 to 64 characters and no =' })
      .describe('What to call the slice; the expression itself when left out.')
      .optional(),
  }),
]);

/** A valid entry. */
export type SliceSpec = z.infer<typeof sliceSchema>;
