/**
 * The main job on one machine, by the public commands alone, so that what it prints is also the tutorial: a baseline
 * is trained, a better network and noisy labels are judged against it, and the better one becomes a version.
 * `--json FILE` writes what came out.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../src/version.ts';
import { openSession } from './demo/session.ts';
import {
  changeComment,
  judgeBetterNetwork,
  judgeNoisyLabels,
  makeRepository,
  mergeAndRegister,
  trainBaseline,
  type Verdict,
} from './demo/story.ts';

/** The verdict and the numbers behind it. */
function summarise({ verdict, images, metric, margin, primary, discordance }: Verdict): Verdict {
  return { verdict, images, metric, margin, primary, discordance };
}

/** Versions of the packages that trained, as they are installed. */
function backendVersions(): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const names = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm', 'mnist'];
  return Object.fromEntries(names.map((name) => [name, (require(`${name}/package.json`) as { version: string }).version]));
}

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const started = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'sightline-demo-'));
const session = await openSession(folder, resolve(import.meta.dirname, '../dist/sightline.mjs'));

await makeRepository(session);
const baseline = await trainBaseline(session);
const better = await judgeBetterNetwork(session);
const noisy = await judgeNoisyLabels(session);
const comment = await changeComment(session);
const merged = await mergeAndRegister(session);

const seconds = Math.round((performance.now() - started) / 1000);
const runs = [baseline, better.training, noisy.training, comment, merged.training, merged.again];
const outcome = {
  betterNetwork: summarise(better.comparison),
  noisyLabels: summarise(noisy.comparison),
  trainings: {
    baseline: baseline.trainings,
    betterNetwork: better.training.trainings,
    noisyLabels: noisy.training.trainings,
    comment: comment.trainings,
    afterMerge: merged.training.trainings,
    again: merged.again.trainings,
    total: runs.reduce((sum, run) => sum + run.trainings, 0),
  },
  registered: `digits@${merged.version}`,
  versions: { sightline: version, node: process.versions.node, ...backendVersions() },
  seconds,
};
if (options.json !== undefined) {
  await writeFile(options.json, `${JSON.stringify(outcome, undefined, 2)}\n`);
}

session.say(`Done in ${seconds} s with ${outcome.trainings.total} trainings`);
process.stdout.write(`  better-network: ${better.comparison.verdict}, see ${join(better.report, 'report.html')}
  noisy-labels:   ${noisy.comparison.verdict}, see ${join(noisy.report, 'report.html')}
  registered:     ${outcome.registered} in ${session.repository}

Next: open the reports in a browser; in your own repository run 'sightline init', describe your pipeline in dvc.yaml
and what it is judged by in sightline.yaml (docs/spec.md), then 'sightline plan'.
`);
if (better.comparison.verdict !== 'better' || noisy.comparison.verdict !== 'worse') {
  process.stdout.write('\nThe verdicts are not what this demo is made to show: better for branch A, worse for branch B.\n');
  process.exitCode = 1;
}
