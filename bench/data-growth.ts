/**
 * How the cost of the commands on data grows from 1,000 to 1,000,000 small files, and the memory they take at most. Each is
 * run once. A million files take about 9 GB of disk; `--largest N` ends earlier, and then nothing is kept.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Repository } from './data/repository.ts';
import { writeImages } from './data/workload.ts';
import { type BenchCommand, measureProcess } from './measure.ts';
import { type BenchLine, report } from './results.ts';

const fileBytes = 100;

interface GrowthStep {
  readonly what: string;
  readonly args: readonly string[];
  readonly prepare?: (repository: Repository) => void;
}

const steps: readonly GrowthStep[] = [
  { what: 'add', args: ['add', '--quiet', 'data'] },
  { what: 'no-op add', args: ['add', '--quiet', 'data'] },
  { what: 'no-op status', args: ['status', 'data.dvc'] },
  { what: 'data status --granular', args: ['data', 'status', '--granular'], prepare: commitAll },
  { what: 'no-op push to a folder', args: ['push', '--quiet'], prepare: fillRemote },
  { what: 'gc that removes nothing', args: ['gc', '--workspace', '--force', '--quiet'] },
  { what: 'verify', args: ['verify', '--quiet'] },
  { what: 'fresh checkout', args: ['checkout', '--quiet'], prepare: (repository) => repository.remove('data') },
];

const { values } = parseArgs({ args: process.argv.slice(3), options: { largest: { type: 'string', default: '1000000' } } });
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
const lines: BenchLine[] = [];
try {
  for (let files = 1000; files <= Number(values.largest); files *= 10) {
    const repository = open(join(folder, String(files)), files);
    for (const { what, args, prepare } of steps) {
      prepare?.(repository);
      lines.push(...(await measure(what, files, repository.command(...args))));
    }
  }
  if (values.largest === '1000000') {
    await report('data-growth', lines, {});
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Files are made where they are tracked, since a copy of a million takes 4 GB. */
function open(place: string, files: number): Repository {
  const repository = new Repository(place, {
    name: 'sightline',
    program: process.execPath,
    args: ['--import', resolve('bench/data/peak-memory.mjs'), resolve('dist/sightline.mjs')],
    env: { PEAK_MEMORY_FILE: join(folder, 'peak') },
  });
  repository.start();
  repository.runTool('remote', 'add', '--default', 'folder', repository.remote);
  writeImages(join(repository.root, 'data'), files, fileBytes);
  return repository;
}

function commitAll(repository: Repository): void {
  repository.run('git', 'add', '--all');
  repository.run('git', '-c', 'user.name=B', '-c', 'user.email=b@example.com', 'commit', '--quiet', '--message', 'Data');
}

/** As a push would, by hard links, which take no space. */
function fillRemote(repository: Repository): void {
  repository.run('cp', '--archive', '--link', '.dvc/cache', repository.remote);
}

async function measure(step: string, files: number, command: BenchCommand): Promise<readonly BenchLine[]> {
  const { wallSeconds, cpuSeconds } = await measureProcess(command);
  const megabytes = Number(await readFile(join(folder, 'peak'), 'utf8')) / 1024;
  const what = `${step}, ${files} files`;
  const line = (ours: number, unit: string, goal: string): BenchLine => ({ what, ours, peer: null, peerName: '', limit: null, unit, goal });
  const found = [
    line(wallSeconds, 's wall', ''),
    line((cpuSeconds / files) * 1e6, 'µs CPU a file', ''),
    line(megabytes, 'MB at most', 'under 1,500'),
  ];
  console.log(`  ${what}: ${found.map(({ ours, unit }) => `${ours.toPrecision(3)} ${unit}`).join(', ')}`);
  return found;
}
