/** How the cost of `add`, `status` and `checkout` grows from 1,000 to 1,000,000 small files, and the memory it takes at most. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Repository } from './data/repository.ts';
import { writeImages } from './data/workload.ts';
import { type BenchCommand, measureProcess } from './measure.ts';
import { type BenchLine, report } from './results.ts';

const fileBytes = 100;
const steps = [
  { what: 'add', args: ['add', '--quiet', 'data'], before: ['.dvc/cache', 'data.dvc', '.gitignore'] },
  { what: 'no-op status', args: ['status', 'data.dvc'], before: [] },
  { what: 'fresh checkout', args: ['checkout', '--quiet'], before: ['data'] },
] as const;
const { values } = parseArgs({ args: process.argv.slice(3), options: { largest: { type: 'string', default: '1000000' } } });
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
const lines: BenchLine[] = [];
try {
  for (let files = 1000; files <= Number(values.largest); files *= 10) {
    const images = join(folder, `images-${files}`);
    writeImages(images, files, fileBytes);
    const repository = new Repository(join(folder, String(files)), {
      name: 'sightline',
      program: process.execPath,
      args: ['--import', resolve('bench/data/peak-memory.mjs'), resolve('dist/sightline.mjs')],
      env: { PEAK_MEMORY_FILE: join(folder, 'peak') },
    });
    repository.create(images, new Map());
    for (const { what, args, before } of steps) {
      repository.remove(...before);
      lines.push(...(await measure(`${what}, ${files} files`, repository.command(...args))));
    }
    await rm(folder, { recursive: true, force: true });
  }
  if (values.largest === '1000000') {
    await report('data-growth', lines, {});
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(what: string, command: BenchCommand): Promise<readonly BenchLine[]> {
  const { wallSeconds, cpuSeconds } = await measureProcess(command);
  const megabytes = Number(await readFile(join(folder, 'peak'), 'utf8')) / 1024;
  const line = (ours: number, unit: string, goal: string): BenchLine => ({ what, ours, peer: null, peerName: '', limit: null, unit, goal });
  const found = [line(wallSeconds, 's wall', ''), line(cpuSeconds, 's CPU', ''), line(megabytes, 'MB at most', 'under 1,500')];
  found.forEach(({ ours, unit }) => console.log(`  ${what}: ${ours.toPrecision(3)} ${unit}`));
  return found;
}
