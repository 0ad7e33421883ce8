import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { version } from '../src/version.ts';

/** One line of a benchmark. */
export interface BenchLine {
  readonly what: string;
  readonly ours: number;
  /** Null where no peer does it. */
  readonly peer: number | null;
  readonly peerName: string;
  /** What the hardware or a bare process needs at least; null where it wasn't measured. */
  readonly limit: number | null;
  readonly unit: string;
  /** What an issue asks for, in words. */
  readonly goal: string;
}

interface StoredLine extends BenchLine {
  readonly ratio: number | null;
  /** When and where: a run of some steps leaves the lines of others as they are. */
  readonly date: string;
  readonly machine: string;
}

interface StoredResult {
  readonly benchmark: string;
  /** Of the last run. */
  readonly versions: Readonly<Record<string, string>>;
  readonly lines: readonly StoredLine[];
}

const folder = 'bench/results';
const page = 'docs/performance.md';

/**
 * Prints the lines, keeps them as JSON, and renews the table in the docs. A benchmark reports; it never fails on a ratio.
 * A run of some steps (`isPart`) replaces or adds these and keeps the others as they were measured before.
 */
export async function report(
  benchmark: string,
  measured: readonly BenchLine[],
  versions: Readonly<Record<string, string>>,
  isPart = false,
): Promise<void> {
  const [processor] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${processor?.model.trim() ?? 'unknown'}, ${process.platform}`;
  const fresh = measured.map((line) => ({ ...line, ratio: line.peer === null ? null : line.ours / line.peer, date, machine }));
  const stored: StoredResult = {
    benchmark,
    versions: { sightline: version, node: process.versions.node, ...versions },
    lines: isPart ? await mergeLines(benchmark, fresh) : fresh,
  };
  for (const line of stored.lines) {
    console.log(`${line.what}: ${show(line.ours)}, ${showPeer(line)}, ${show(line.ratio)}, ${show(line.limit)} ${line.unit}`);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${benchmark}.json`, `${JSON.stringify(stored, undefined, 2)}\n`);
  await writePage();
}

async function mergeLines(benchmark: string, measured: readonly StoredLine[]): Promise<readonly StoredLine[]> {
  const kept = await readLines(benchmark);
  const keyOf = ({ what, peerName, unit }: StoredLine): string => JSON.stringify([what, peerName, unit]);
  return [...new Map([...kept, ...measured].map((line) => [keyOf(line), line])).values()];
}

async function readLines(benchmark: string): Promise<readonly StoredLine[]> {
  const file = `${folder}/${benchmark}.json`;
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as StoredResult).lines : [];
}

async function writePage(): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const results = await Promise.all(names.map(async (name) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8')) as StoredResult));
  const sections = results.map((result) => {
    const versions = Object.entries(result.versions).map(([name, value]) => `${name} ${value}`);
    const rows = result.lines.map(
      (line) =>
        `| ${line.what} | ${show(line.ours)} | ${showPeer(line)} | ${show(line.ratio)} | ${show(line.limit)} | ${line.unit} | ${line.goal} | ${line.date} |`,
    );
    return [
      `## ${result.benchmark}`,
      '',
      `${listMachines(result.lines)}; ${versions.join(', ')}.`,
      '',
      '| what | ours | peer | ratio | limit | unit | goal | measured |',
      '|---|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  });
  const head =
    '# Performance\n\nMedians, written by `npm run bench NAME`, which runs the peer, where there is one, beside ours in the same run.';
  await writeFile(page, `${[head, ...sections].join('\n\n')}\n`);
}

/** The machines, each with its days where there are several. */
function listMachines(lines: readonly StoredLine[]): string {
  const byMachine = Map.groupBy(lines, ({ machine }) => machine);
  return [...byMachine]
    .map(([machine, own]) => (byMachine.size === 1 ? machine : `${machine} (${[...new Set(own.map(({ date }) => date))].join(', ')})`))
    .join('; ');
}

function showPeer({ peer, peerName }: BenchLine): string {
  return peer === null ? '-' : `${show(peer)} (${peerName})`;
}

/** Three digits; a dash for what was not measured. */
export function show(value: number | null): string {
  return value === null ? '-' : value.toPrecision(3);
}
