import { spawn } from 'node:child_process';

/** What one whole process took. */
export interface ProcessCost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** A command with its place and environment. */
export interface BenchCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const warmUps = 1;

/** Runs two commands in turn, so that both see the same machine, and answers the median cost of each. */
export async function measurePair(
  ours: BenchCommand,
  peer: BenchCommand,
  runs: number,
  between: () => Promise<void> = async () => {},
): Promise<{ readonly ours: ProcessCost; readonly peer: ProcessCost }> {
  const costs = { ours: [] as ProcessCost[], peer: [] as ProcessCost[] };
  for (let round = -warmUps; round < runs; round++) {
    for (const [side, command] of [
      ['ours', ours],
      ['peer', peer],
    ] as const) {
      await between();
      const cost = await measureProcess(command);
      if (round >= 0) {
        costs[side].push(cost);
      }
    }
  }
  return { ours: medianCost(costs.ours), peer: medianCost(costs.peer) };
}

/** Runs one process to its end. CPU seconds are its own and its children's. Throws when it fails. */
export function measureProcess({ command, args, cwd, env }: BenchCommand): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const script = '"$@" >/dev/null 2>&1; code=$?; times >&3; exit $code';
    const child = spawn('bash', ['-c', script, 'bench', command, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    let report = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      report += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) {
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
        return;
      }
      resolve({ wallSeconds: Number(process.hrtime.bigint() - started) / 1e9, cpuSeconds: childSeconds(report) });
    });
  });
}

/** The second line of bash's `times`: user and system time of its children. */
function childSeconds(report: string): number {
  const line = report.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

function medianCost(costs: readonly ProcessCost[]): ProcessCost {
  return {
    wallSeconds: median(costs.map((cost) => cost.wallSeconds)),
    cpuSeconds: median(costs.map((cost) => cost.cpuSeconds)),
  };
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
