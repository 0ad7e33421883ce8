import { z } from 'zod';

const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be 3 to 63 lower-case letters, digits, dots and dashes' });

const encryption = z
  .strictObject({
    type: z.enum(['AES256', 'aws:kms']),
    key: z.string().min(1).max(2048).describe("For `aws:kms`: the id or ARN of the key; the account's own key when left out.").optional(),
  })
  .refine((one) => one.type === 'aws:kms' || one.key === undefined, { error: 'only aws:kms has a `key`', path: ['key'] });

const lifecycle = z.strictObject({
  expire: z
    .array(
      z.strictObject({
        prefix: z.string().min(1).max(1024).describe('Of the keys, such as `cache/`.'),
        days: z.int().min(1).max(36_500).describe('Objects are removed so long after they were written.'),
      }),
    )
    .max(100)
    .refine((rules) => new Set(rules.map((rule) => rule.prefix)).size === rules.length, { error: 'a prefix is there twice' })
    .default([])
    .describe('Never what a commit still names: for caches alone.'),
  abortUploads: z.int().min(1).max(365).describe('Parts of uploads that never ended are removed after so many days.').optional(),
});

const bucket = z
  .strictObject({
    remote: z
      .string()
      .min(1)
      .describe("The remote of DVC's configuration whose bucket it is, with its endpoint and credentials.")
      .optional(),
    name: bucketName.describe('The bucket, where no remote names it.').optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{2,32}$/, { error: 'must look like eu-north-1' })
      .describe('Where it is made.')
      .optional(),
    versioning: z.boolean().describe('Keep older versions of objects.').optional(),
    encryption: encryption.describe('How objects are encrypted unless they ask for something else.').optional(),
    lifecycle: lifecycle.optional(),
    blockPublicAccess: z.literal(true).describe('Nothing in it can be made public.').optional(),
  })
  .refine((one) => (one.remote === undefined) !== (one.name === undefined), { error: 'needs either `remote` or `name`' });

/** `storage` of `sightline.yaml`: the buckets that `storage provision` makes and sets up. What is left out stays as it is. */
export const storageSchema = z.strictObject({ buckets: z.array(bucket).min(1).max(50) });

/** A bucket that the spec asks for. */
export type BucketSpec = z.infer<typeof bucket>;
