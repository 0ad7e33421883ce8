import { execFileSync } from 'node:child_process';
import { type BenchCommand, measureProcess, median, type ProcessCost } from '../measure.ts';
import type { BenchLine } from '../results.ts';

/** A tool at one step. */
export interface Contestant {
  readonly name: string;
  /** Brings about the state that the step starts from; not timed. */
  readonly prepare?: () => Promise<void> | void;
  readonly command: BenchCommand;
}

/** One row of the table. */
export interface Step {
  readonly what: string;
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  /** What the hardware asks for at least. */
  readonly floor?: Contestant;
  readonly goal: string;
}

/** Runs every contestant of a step in each round, each time another one first, with a `sync` before each. Answers medians. */
export async function runStep(step: Step, rounds: number): Promise<readonly BenchLine[]> {
  const contestants = [step.ours, ...step.peers, ...(step.floor === undefined ? [] : [step.floor])];
  const costs = new Map<Contestant, ProcessCost[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length];
      if (contestant !== undefined) {
        await contestant.prepare?.();
        execFileSync('sync');
        costs.get(contestant)?.push(await measureProcess(contestant.command));
      }
    }
  }
  const ours = costs.get(step.ours) ?? [];
  const floor = step.floor === undefined ? undefined : costs.get(step.floor);
  if (step.peers.length === 0) {
    return toLines(step, '', { ours, peer: undefined, floor });
  }
  return step.peers.flatMap((peer) => toLines(step, peer.name, { ours, peer: costs.get(peer), floor }));
}

interface Costs {
  readonly ours: readonly ProcessCost[];
  readonly peer: readonly ProcessCost[] | undefined;
  readonly floor: readonly ProcessCost[] | undefined;
}

function toLines(step: Step, peerName: string, { ours, peer, floor }: Costs): readonly BenchLine[] {
  return (['wallSeconds', 'cpuSeconds'] as const).map((measure) => {
    const middle = (costs: readonly ProcessCost[] | undefined): number | null =>
      costs === undefined ? null : median(costs.map((cost) => cost[measure]));
    return {
      what: step.what,
      ours: middle(ours) ?? Number.NaN,
      peer: middle(peer),
      peerName,
      limit: middle(floor),
      unit: measure === 'wallSeconds' ? 's wall' : 's CPU',
      goal: measure === 'wallSeconds' ? step.goal : '',
    };
  });
}
