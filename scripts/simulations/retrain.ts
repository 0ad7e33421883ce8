/**
 * Trains the demo's convolutional net again and again, with nothing changed but the seed, and keeps the predictions on
 * the same 3,000 test images: `node scripts/simulations/retrain.ts FOLDER [--count 50]` writes FOLDER/seed-<n>.json.
 * What is there already isn't trained again.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openSession } from '../demo/session.ts';
import { makeRepository, toConvolutional } from '../demo/story.ts';

const { values, positionals } = parseArgs({ options: { count: { type: 'string', default: '50' } }, allowPositionals: true });
const output = resolve(positionals[0] ?? 'retrainings');
await mkdir(output, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'sightline-retrain-'));
try {
  const session = await openSession(folder, resolve(import.meta.dirname, '../../dist/sightline.mjs'));
  await makeRepository(session);
  await session.edit('params.yaml', toConvolutional);
  await session.run('sightline repro --quiet prepare');
  for (let seed = 1; seed <= Number(values.count); seed++) {
    const kept = join(output, `seed-${seed}.json`);
    if (!existsSync(kept)) {
      await session.edit('params.yaml', (text) => text.replace(/(fit:[^]*seed: )\d+/, `$1${seed}`));
      await session.run('sightline fit --train prepared/train.csv --images data/train --output models/digits');
      await session.run('sightline predict --model models/digits --images data/test --labels labels/test.csv --output predictions.json');
      await copyFile(join(session.repository, 'predictions.json'), kept);
    }
  }
  await copyFile(join(session.repository, 'labels/test.csv'), join(output, 'test.csv'));
} finally {
  await rm(folder, { recursive: true, force: true });
}
