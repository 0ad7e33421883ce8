import { z } from 'zod';
import { normalize } from '../data/root-path.ts';
import { fairnessSpecSchema } from '../metrics/fairness/fairness-section.ts';
import { sliceSchema } from '../metrics/slices/slice-spec.ts';
import { defaultPrimary, tasks } from '../metrics/task.ts';
import { findMetricProblems } from './metric-problems.ts';
import { findTaskProblems } from './task-problems.ts';
import { storageSchema } from './storage.ts';

/**
 * `sightline.yaml`: what the pipeline and DVC have no word for. Unknown keys are errors, so a key is
 * added here only with the code that obeys it.
 */

const relativePath = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0'), {
    error: 'must be a path inside the repository',
  })
  .describe('A path from the repository root, with / between folders.');

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}[a-z0-9]$/, { error: 'must be 2 to 64 lower-case letters, digits and dashes, and start with a letter' });

const dataSet = z
  .strictObject({
    images: relativePath.describe('The folder that image paths start from.').optional(),
    labels: relativePath
      .describe('The label file, or for `yolo` and masks the folder of label files; without it the folders of `images` name the classes.')
      .optional(),
    format: z.enum(['csv', 'coco', 'folders', 'yolo']).describe('Guessed from the path when left out.').optional(),
    ignore: z.int().min(0).max(65_535).describe('Of masks: the number of pixels that are not judged, 255 when left out.').optional(),
  })
  .refine((set) => set.images !== undefined || set.labels !== undefined, { error: 'needs `images` or `labels`' });

const runnerLabels = z
  .array(z.string().regex(/^[A-Za-z0-9][\w.:-]{0,99}$/, { error: 'must be the label of a runner: letters, digits, -, _, . and :' }))
  .min(1)
  .max(20);

const metricName = z.string().min(1).max(64);

/** One requirement of `evaluate.gates`. */
export const gateSchema = z
  .strictObject({
    metric: metricName.describe('The metric that is judged: any of the task.'),
    class: z.string().min(1).describe('The class that the metric is of, where it is of one.').optional(),
    slice: z
      .string()
      .regex(/^[^=]+=.*$/, { error: 'must look like column=value' })
      .describe('Only the images of this slice: a metadata column, class, area, brightness or the name of an expression, and its value.')
      .optional(),
    require: z
      .enum(['better', 'not-worse', 'at-least', 'at-most'])
      .describe('`at-least` and `at-most` need `value`; the others compare with the base.'),
    value: z.number().describe('In the unit of the metric: 0.9 is 90 %.').optional(),
  })
  .refine((one) => one.require.startsWith('at-') === (one.value !== undefined), {
    error: '`value` goes with `require: at-least` or `at-most`, and only with them',
    path: ['value'],
  });

const written = z
  .strictObject({
    version: z.literal(1).describe('The version of this file format.'),
    model: z.strictObject({
      name: name.describe('The name under which versions are registered.'),
      task: z.enum(tasks).describe('What the model is for; it says by which metrics it is judged.'),
      artifact: relativePath.describe('The file or folder that a version consists of: an output of a stage.'),
    }),
    data: z.strictObject({
      train: dataSet.optional(),
      test: dataSet.describe('What every model is judged on.'),
      badImages: z
        .enum(['refuse', 'skip'])
        .default('refuse')
        .describe('What to do with an image that cannot be read: stop, or name it and go on without it.'),
    }),
    train: z
      .strictObject({
        stages: z.array(z.string().min(1)).min(1).describe('The stages of dvc.yaml whose runs count as trainings.').optional(),
        code: z
          .array(z.string().min(1).max(256))
          .min(1)
          .describe('Globs of the code whose change forbids reuse of a run; every tracked file when left out.')
          .optional(),
        runsOn: runnerLabels.default(['self-hosted', 'gpu']).describe('The labels of the runner that trains, all of which it must have.'),
        allowRunsOn: z
          .array(runnerLabels)
          .max(50)
          .default([])
          .describe("What a pull request may ask for in `runsOn` besides this branch's own, each a list of labels."),
        lock: z
          .enum(['note', 'commit'])
          .default('note')
          .describe('Where the default branch keeps the lock of what was trained: a git note, or a commit that a GitHub App pushes.'),
        signedBy: z
          .string()
          .max(500)
          .regex(/^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.-]+\.ya?ml@refs\/heads\/[\w./-]+$/, {
            error: 'must be owner/name/.github/workflows/file.yml@refs/heads/branch',
          })
          .describe('Believe runs of the trusted place only with a statement that this workflow on this branch signed.')
          .optional(),
      })
      .prefault({}),
    evaluate: z.strictObject({
      predictions: relativePath.describe('Where a stage writes the predictions on the test set.'),
      curves: z
        .union([relativePath, z.array(relativePath).min(1).max(50)])
        .describe('Learning curves as JSON lines, for the report; of several files the others are the same training with other seeds.')
        .optional(),
      primary: z
        .strictObject({
          metric: metricName
            .describe(
              '`accuracy`, `macro-average-precision` (several labels an image), `AP` (objects) or `miou` (semantic segmentation) when left out.',
            )
            .optional(),
          margin: z
            .number()
            .min(0)
            .default(0.005)
            .describe('Differences within the margin count as equivalent; in the unit of the metric.'),
        })
        .default({ margin: 0.005 })
        .describe('The metric that the verdict is about.'),
      seeds: z
        .array(relativePath)
        .max(100)
        .refine((paths) => new Set(paths.map(normalize)).size === paths.length, {
          error: 'names a file more than once, and each seed has a file of its own',
        })
        .default([])
        .describe(
          'Evaluation files of runs that differ in the seed alone, one name on both sides; from six on the verdict is about the change.',
        ),
      threshold: z
        .union([z.number(), z.record(z.string().max(256), z.number())])
        .describe('Of several labels an image: the score from which on a label is said, for all or by label; 0.5 when left out.')
        .optional(),
      slices: z.array(sliceSchema).max(20).default([]).describe('What tells images apart that are judged apart.'),
      fairness: fairnessSpecSchema.describe('Groups of images that are held against each other.').optional(),
      gates: z.array(gateSchema).max(50).default([]).describe('What must hold before a model is registered.'),
    }),
    storage: storageSchema.describe('Buckets that `sightline storage provision` makes and sets up.').optional(),
    register: z.strictObject({ version: z.literal('semver').default('semver') }).default({ version: 'semver' }),
  })
  .describe('Sightline project');

/** A spec that asks for buckets alone. */
export const storageOnlySchema = written.pick({ version: true, storage: true });

/** The spec; its metrics, and the keys that only some tasks have, are those of its task. */
export const specSchema = written
  .superRefine((spec, context) => {
    const { model, evaluate } = spec;
    for (const { path, message } of findMetricProblems(model.task, evaluate, defaultPrimary(model.task))) {
      context.addIssue({ code: 'custom', path: ['evaluate', ...path], message });
    }
    for (const { path, message } of findTaskProblems(model.task, spec)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .transform(({ evaluate, ...spec }) => ({
    ...spec,
    evaluate: { ...evaluate, primary: { ...evaluate.primary, metric: evaluate.primary.metric ?? defaultPrimary(spec.model.task) } },
  }));

/** A valid `sightline.yaml`, defaults filled in. */
export type Spec = z.infer<typeof specSchema>;

/** One requirement of `evaluate.gates`. */
export type Gate = Spec['evaluate']['gates'][number];
