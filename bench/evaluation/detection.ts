import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cocoPins, cocoRig } from '../../test/rigs/coco.ts';
import { type BenchCommand, measurePair, measureProcess, median } from '../measure.ts';
import type { BenchLine } from '../results.ts';
import { makeCocoBench } from './coco-bench.ts';

const recipe = { nimg: 5000, ncat: 80, gtPer: 7, dtPer: 36, seed: 52 };
const here = (file: string): string => resolve('bench/evaluation', file);
const peers = [
  ['pycocotools', 'at most an eighth'],
  ['faster-coco-eval', 'at most as much'],
] as const;
const equal = 1e-12;

/** COCO boxes beside pycocotools and faster-coco-eval, whole processes that read the same two files, and resamples of mAP. */
export async function benchDetection(folder: string, rounds: number): Promise<BenchLine[]> {
  const { python } = await cocoRig();
  const { truth, results } = makeCocoBench(recipe);
  writeFileSync(join(folder, 'gt.json'), JSON.stringify(truth));
  writeFileSync(join(folder, 'dt.json'), JSON.stringify(results));
  const size = `${recipe.nimg} images, ${truth.annotations.length} truths, ${results.length} detections`;
  const ours = command(process.execPath, folder, here('evaluate-detection.ts'), 'once');
  const lines: BenchLine[] = [];
  for (const [peerName, goal] of peers) {
    const peer = command(python, folder, here('coco-peer.py'), peerName);
    checkEqual(folder, ours, peer);
    const cost = await measurePair(ours, peer, rounds);
    const shared = { what: `COCO boxes, ${size}`, peerName, limit: null };
    lines.push({ ...shared, ours: cost.ours.cpuSeconds, peer: cost.peer.cpuSeconds, unit: 'CPU s', goal });
  }
  const bootstrap = command(process.execPath, folder, here('evaluate-detection.ts'), 'bootstrap');
  const walls: number[] = [];
  for (let round = 0; round < rounds; round++) {
    walls.push((await measureProcess(bootstrap)).wallSeconds);
  }
  const what = `1,000 paired resamples of mAP on them, matching included`;
  return [...lines, { what, ours: median(walls), peer: null, peerName: '', limit: null, unit: 's', goal: 'under 30' }];
}

/** What runs beside ours. */
export const detectionPeers: Readonly<Record<string, string>> = cocoPins;

/** One thread each. */
function command(program: string, cwd: string, ...args: readonly string[]): BenchCommand {
  return { command: program, args, cwd, env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } };
}

/** Both write every precision; throws when any differs. */
function checkEqual(folder: string, ...commands: readonly BenchCommand[]): void {
  const [ours, theirs] = commands.map(({ command, args, cwd, env }) => {
    execFileSync(command, [...args, 'precision.bin'], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
    return new Float64Array(readFileSync(join(folder, 'precision.bin')).buffer.slice(0));
  });
  const most = Array.from(ours ?? []).reduce((largest, value, at) => Math.max(largest, Math.abs(value - (theirs?.[at] ?? Number.NaN))), 0);
  if (ours?.length !== theirs?.length || !(most <= equal)) {
    throw new Error(`precision differs by ${most} from ${commands[1]?.args[1]}`);
  }
  console.log(`  equal to ${commands[1]?.args[1]} within ${most}`);
}
