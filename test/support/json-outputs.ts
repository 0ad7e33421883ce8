import { z } from 'zod';
import { imageChangesSchema } from '../../src/core/data-diff/image-changes-report.ts';
import { storedEvaluationSchema } from '../../src/core/metrics/stored-evaluation.ts';
import { reportFileSchema } from '../../src/core/report/file/report-file.ts';
import { tasks } from '../../src/core/metrics/task.ts';

const count = z.int().min(0);
const commit = z.string().regex(/^[0-9a-f]{40}$/);
const paths = z.array(z.string());

const step = z.strictObject({
  stage: z.string(),
  outcome: z.enum(['unchanged', 'restored', 'ran', 'failed', 'skipped']),
  code: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
});

const state = z.enum(['new', 'deleted', 'modified', 'not in cache']);
const parameterStates = z.record(z.string(), z.enum(['new', 'deleted', 'modified']));

const changes = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ old: z.unknown(), new: z.unknown(), diff: z.number().optional() })),
);

const md5 = z
  .string()
  .regex(/^[0-9a-f]{32}(?:\.dir)?$/)
  .nullable();
const diffed = z.array(z.strictObject({ path: z.string(), hash: md5.optional() }));
const modified = z.array(z.strictObject({ path: z.string(), hash: z.strictObject({ old: md5, new: md5 }).optional() }));
const rename = z.strictObject({ old: z.string(), new: z.string() });
const renamed = z.array(z.strictObject({ path: rename, hash: md5.optional() }));
const statusSection = z.strictObject({
  added: paths.optional(),
  deleted: paths.optional(),
  modified: paths.optional(),
  renamed: z.array(rename).optional(),
  unknown: paths.optional(),
});

const removed = z.strictObject({ key: z.string(), md5: z.string(), hash: z.enum(['md5', 'md5-dos2unix']), size: count });
const spared = z.strictObject({ objects: count, bytes: count });

const failure = z.strictObject({ error: z.strictObject({ type: z.string(), msg: z.string() }) });

const side = z.strictObject({ name: z.string(), commit: commit.nullable() });
const verdict = z.enum(['better', 'worse', 'equivalent', 'cannot-tell']);
const maybe = z.number().nullable();
const difference = z.strictObject({ base: maybe, head: maybe, difference: maybe, low: maybe, high: maybe });
const discordance = z.strictObject({ onlyBaseRight: count, onlyHeadRight: count, p: z.number() });
const corrected = { adjustedP: z.number(), alpha: z.number() };

const judgement = {
  base: side,
  head: side,
  version: z.literal(1),
  task: z.enum(tasks),
  testSet: z.string(),
  images: count,
  metric: z.string(),
  margin: z.number(),
  verdict,
  about: z.enum(['weights', 'change']),
  seedNoise: z.strictObject({ seeds: count, deviation: maybe, reason: z.string().nullable() }),
  testSetChange: z
    .strictObject({
      baseImages: count,
      headImages: count,
      onlyInBase: count,
      onlyInHead: count,
      relabelled: count,
      skippedByBase: count,
      skippedByHead: count,
    })
    .nullable(),
  identical: z.boolean(),
  primary: difference,
  moreImages: count.nullable(),
  discernible: maybe,
  metrics: z.record(z.string(), difference.extend({ verdict })),
  gates: z.array(
    z.strictObject({
      gate: z.record(z.string(), z.unknown()),
      outcome: z.enum(['pass', 'fail', 'cannot-tell']),
      reason: z.string(),
      measured: z
        .strictObject({
          difference,
          head: z.strictObject({ value: z.number(), images: count, low: z.number(), high: z.number() }).nullable(),
        })
        .nullable(),
    }),
  ),
};
const slice = { column: z.string(), value: z.string(), images: count, tooSmall: z.boolean(), verdict, ...corrected };
const classifiers = z.strictObject({
  ...judgement,
  discordance,
  accuracy: difference,
  macroF1: difference,
  classes: z.array(
    z.strictObject({ class: z.string(), support: count, recall: difference, precision: difference, f1: difference, ...corrected }),
  ),
  slices: z.array(z.strictObject({ ...slice, accuracy: difference, discordance })),
});
const scored = z.strictObject({
  ...judgement,
  classMetric: z.string(),
  leftOut: z.strictObject({ base: z.int(), head: z.int() }),
  classes: z.array(
    z.strictObject({
      class: z.string(),
      images: count,
      difference,
      verdict,
      metrics: z.record(z.string(), difference),
      ...corrected,
    }),
  ),
  slices: z.array(z.strictObject({ ...slice, difference })),
});
const comparison = z.union([classifiers, scored]);

const plannedStage = {
  stage: z.string(),
  action: z.enum(['unchanged', 'restore', 'run', 'may-run', 'save']),
  reasons: z.array(z.string()),
  notReused: z.string().optional(),
};
const plannedJob = { folder: z.string(), report: z.string(), runsOn: z.array(z.string()), trainings: count };
const line = count.nullable();

/** What each command writes with `--json`, by the command's name: the page in docs says the same in other words. */
export const jsonOutputs = {
  plan: z.array(z.strictObject(plannedStage)),
  'plan --base': z.strictObject({
    base: z.strictObject({ name: z.string(), commit }),
    mergeBase: commit,
    head: commit,
    pullRequest: z.int().positive().nullable(),
    needed: z.boolean(),
    trainings: count,
    matrix: z.strictObject({ include: z.array(z.strictObject(plannedJob)) }),
    changes: z.array(
      z.strictObject({
        kind: z.enum(['spec', 'pipeline', 'parameters', 'lock', 'data', 'code', 'environment', 'configuration', 'prose']),
        count,
        files: paths,
      }),
    ),
    projects: z.array(
      z.strictObject({
        ...plannedJob,
        needed: z.boolean(),
        governed: z.array(
          z.strictObject({ key: z.string(), base: z.string().nullable(), head: z.string().nullable(), file: z.string(), line }),
        ),
        refused: z.strictObject({ message: z.string(), file: z.string(), line }).nullable(),
      }),
    ),
    stages: z.array(z.strictObject({ folder: z.string(), ...plannedStage })),
    cost: z.literal('not configured'),
    policy: z.literal('not configured'),
    notes: z.array(z.string()),
  }),
  train: z.strictObject({
    ran: paths,
    restored: paths,
    unchanged: paths,
    stages: z.array(step),
    trainings: count,
    notedCommit: commit.nullable(),
    lockCommit: commit.nullable(),
  }),
  repro: z.strictObject({ stages: z.array(step) }),
  status: z.record(
    z.string(),
    z.array(
      z.union([
        z.strictObject({ 'changed deps': z.record(z.string(), z.union([state, parameterStates])) }),
        z.strictObject({ 'changed outs': z.record(z.string(), state) }),
        z.literal(['always changed', 'changed command']),
      ]),
    ),
  ),
  diff: z.union([
    z.strictObject({ added: diffed, deleted: diffed, modified, renamed, 'not in cache': diffed.optional() }),
    z.strictObject({}),
  ]),
  'diff --images': imageChangesSchema,
  'data status': z.strictObject({
    not_in_cache: paths.optional(),
    not_in_remote: paths.optional(),
    committed: statusSection.optional(),
    uncommitted: statusSection.optional(),
    untracked: paths.optional(),
    unchanged: paths.optional(),
  }),
  dag: z.strictObject({
    nodes: z.array(z.strictObject({ name: z.string(), kind: z.enum(['stage', 'data', 'output', 'group']) })),
    edges: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  }),
  'metrics show': z.record(
    z.string(),
    z.union([z.strictObject({ data: z.record(z.string(), z.union([z.strictObject({ data: z.unknown() }), failure])) }), failure]),
  ),
  'metrics diff': changes,
  'params diff': changes,
  'params set': z.strictObject({ changed: paths }),
  evaluate: storedEvaluationSchema,
  compare: comparison,
  report: reportFileSchema,
  register: z.strictObject({
    name: z.string(),
    version: z.string(),
    tag: z.string(),
    commit,
    artifact: z.strictObject({ path: z.string(), md5: z.string() }),
    created: z.boolean(),
  }),
  checkout: z.strictObject({
    modified: paths,
    added: paths,
    deleted: paths,
    failed: z.array(z.string()),
    stats: z.strictObject({ modified: count, added: count, deleted: count }),
  }),
  push: z.strictObject({ pushed: count }),
  fetch: z.strictObject({ fetched: count }),
  pull: z.strictObject({
    modified: paths,
    added: paths,
    deleted: paths,
    failed: z.array(z.string()),
    stats: z.strictObject({ fetched: count, modified: count, added: count, deleted: count }),
  }),
  'status --cloud': z.record(z.string(), z.enum(['new', 'deleted', 'missing'])),
  gc: z.strictObject({
    dry: z.boolean(),
    cache: z.array(removed),
    remote: z.array(removed).optional(),
    kept: z.strictObject({ runs: spared, recent: spared }),
  }),
  verify: z.strictObject({
    places: z.array(
      z.strictObject({
        place: z.string(),
        hashed: spared,
        damaged: z.array(
          z.strictObject({
            md5: z.string(),
            hash: z.enum(['md5', 'md5-dos2unix']),
            at: z.string(),
            size: count,
            what: z.string(),
            uses: z.array(z.string()),
          }),
        ),
        missing: paths,
        uses: z.record(z.string(), paths),
        changed: paths,
        strange: paths,
      }),
    ),
    removed: count,
  }),
  'remote list': z.array(z.strictObject({ name: z.string(), url: z.string(), default: z.boolean() })),
  add: z.strictObject({ changed: paths }),
  commit: z.strictObject({ changed: paths }),
  'import-url': z.strictObject({ changed: paths }),
  update: z.strictObject({ changed: paths }),
  'merge-driver install': z.strictObject({ changed: paths }),
  'storage provision': z.strictObject({ buckets: z.array(z.strictObject({ bucket: z.string(), changes: paths })), applied: z.boolean() }),
  doctor: z.array(
    z.strictObject({
      what: z.string(),
      state: z.enum(['ok', 'warn', 'fail', 'unknown']),
      found: z.string(),
      change: z.string().nullable(),
    }),
  ),
} as const satisfies Record<string, z.ZodType>;

/** A command with `--json`. */
export type JsonCommand = keyof typeof jsonOutputs;
