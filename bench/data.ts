/**
 * Data beside DVC and rclone: 20,000 files of 30 KB and one of 2 GB, warm page cache. Every tool has a repository, a
 * remote and state of its own; the limit is a plain Node script that does only the work itself (`bench/data/floor.mjs`).
 * `--only TEXT` measures some steps anew; `--rounds N` and `--files N` make it shorter. With other than 20,000 files nothing is kept.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dvcRig } from '../test/rigs/dvc.ts';
import { type Bench, localSteps } from './data/local-steps.ts';
import { cloudSettings, cloudSteps, openCloud } from './data/cloud-steps.ts';
import { runStep } from './data/contest.ts';
import { manyFilesStep } from './data/many-files-step.ts';
import { Repository } from './data/repository.ts';
import { writeImages } from './data/workload.ts';
import { type BenchLine, report, show } from './results.ts';

const fileBytes = 30_000;
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { rounds: { type: 'string', default: '5' }, files: { type: 'string', default: '20000' }, only: { type: 'string', default: '' } },
});

const rig = await dvcRig();
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
await using cloud = await openCloud();
try {
  const images = join(folder, 'images');
  writeImages(images, Number(values.files), fileBytes);
  const ours = new Repository(folder, { name: 'sightline', program: process.execPath, args: [resolve('dist/sightline.mjs')], env: {} });
  const peer = new Repository(folder, { name: 'dvc', program: rig.dvc, args: [], env: rig.env });
  [ours, peer].forEach((repository) => repository.create(images, cloudSettings(cloud, repository.name)));
  const bench: Bench = { folder, images, ours, peer, files: Number(values.files), fileBytes };
  const lines: BenchLine[] = [];
  for (const step of [...localSteps(bench), ...cloudSteps(bench, cloud), manyFilesStep(bench)]) {
    if (step.what.includes(values.only)) {
      const found = await runStep(step, Number(values.rounds));
      found.forEach((line) =>
        console.log(`  ${line.what}: ${show(line.ours)} ${line.peerName} ${show(line.peer)} limit ${show(line.limit)} ${line.unit}`),
      );
      lines.push(...found);
    }
  }
  if (values.files === '20000') {
    const versions = { dvc: '3.67.1', rclone: cloud.rcloneVersion, versitygw: '1.8.0', rounds: values.rounds };
    await report('data', lines, versions, values.only !== '');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
