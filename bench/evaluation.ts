/**
 * Metrics beside the tools that define them, one thread each, CPU seconds of whole processes.
 * `--only NAME` measures one part anew; `--rounds N` makes it shorter.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchClassification, classificationPeers } from './evaluation/classification.ts';
import { benchDetection, detectionPeers } from './evaluation/detection.ts';
import { type BenchLine, report } from './results.ts';

const parts: Readonly<Record<string, (folder: string, rounds: number) => Promise<BenchLine[]>>> = {
  detection: benchDetection,
  classification: benchClassification,
};
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
try {
  const lines: BenchLine[] = [];
  for (const [name, bench] of Object.entries(parts)) {
    if (name.includes(values.only)) {
      lines.push(...(await bench(folder, Number(values.rounds))));
    }
  }
  await report('evaluation', lines, { ...detectionPeers, ...classificationPeers, rounds: values.rounds }, values.only !== '');
} finally {
  await rm(folder, { recursive: true, force: true });
}
