import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BenchCommand } from '../measure.ts';
import type { Contestant, Step } from './contest.ts';
import type { Repository } from './repository.ts';
import { moveAway } from './trash.ts';
import { changeImages, writeLargeFile } from './workload.ts';

/** What the steps work on. */
export interface Bench {
  readonly folder: string;
  /** The files as they were made. */
  readonly images: string;
  readonly ours: Repository;
  readonly peer: Repository;
  readonly files: number;
  readonly fileBytes: number;
}

const largeBytes = 2_000_000_000;
const changed = 10;

/** Where what is replaced goes until the bench ends. */
export function trashOf({ folder }: Pick<Bench, 'folder'>): string {
  return join(folder, 'trash');
}

/** A plain Node script that does only the work. */
export function floor(bench: Bench, args: readonly string[], prepare: () => void = () => {}): Contestant {
  const command: BenchCommand = { command: process.execPath, args: [resolve('bench/data/floor.mjs'), ...args], cwd: bench.folder };
  return { name: 'floor', prepare, command };
}

/** Both tools at one command line. */
export function both(
  bench: Bench,
  args: readonly string[],
  prepare: (repository: Repository) => void = () => {},
): Pick<Step, 'ours' | 'peers'> {
  const contestant = (name: string, repository: Repository): Contestant => ({
    name,
    prepare: () => prepare(repository),
    command: repository.command(...args),
  });
  return { ours: contestant('sightline', bench.ours), peers: [contestant('dvc', bench.peer)] };
}

/** Everything that needs no server. */
export function localSteps(bench: Bench): readonly Step[] {
  const scratch = (name: string): string => join(bench.folder, 'floor', name);
  const clear = (...names: string[]): void => names.forEach((name) => moveAway(scratch(name), trashOf(bench)));
  return [
    {
      what: `add ${bench.files} files`,
      ...both(bench, ['add', '--quiet', 'data'], (repository) => {
        repository.forget();
        repository.remove('.dvc/cache', 'data.dvc', '.gitignore');
      }),
      floor: floor(bench, ['add', bench.images, scratch('cache')], () => clear('cache')),
      goal: '3x, within 1.3x of the limit',
    },
    {
      what: 'no-op status',
      ...both(bench, ['status'], warmed(['status'])),
      floor: floor(bench, ['stat', bench.images]),
      goal: '6x, within 2x of the limit',
    },
    {
      what: 'no-op repro',
      ...both(bench, ['repro'], warmed(['repro', '--quiet'])),
      floor: floor(bench, ['stat', bench.images]),
      goal: '6x, within 2x of the limit',
    },
    {
      what: `status after ${changed} changes`,
      ...both(bench, ['status'], (repository) => changeImages(join(repository.root, 'data'), changed, bench.fileBytes)),
      goal: '6x',
    },
    {
      what: 'checkout fresh',
      ...both(bench, ['checkout', '--quiet'], (repository) => repository.remove('data')),
      floor: floor(bench, ['copy', bench.images, scratch('workspace')], () => clear('workspace')),
      goal: '3x, within 1.3x of the limit',
    },
    {
      what: 'push to a folder',
      ...both(bench, ['push', '--quiet'], (repository) => moveAway(repository.remote, trashOf(bench))),
      floor: floor(bench, ['copy', bench.images, scratch('remote')], () => clear('remote')),
      goal: 'within 1.3x of the limit',
    },
    {
      what: 'no-op push to a folder',
      ...both(bench, ['push', '--quiet'], warmed(['push', '--quiet'])),
      floor: floor(bench, ['list', bench.images, bench.images]),
      goal: '6x',
    },
    {
      what: 'fresh pull from a folder',
      ...both(bench, ['pull', '--quiet'], fresh),
      floor: floor(bench, ['pull', bench.images, scratch('cache'), scratch('workspace')], () => clear('cache', 'workspace')),
      goal: 'within 1.3x of the limit',
    },
    addLarge(bench, scratch('large')),
  ];
}

/** As on a machine that has only git's files. */
export function fresh(repository: Repository): void {
  repository.forget();
  repository.remove('.dvc/cache', 'data');
}

/** Runs the command once before it is timed, but only the first time. */
export function warmed(args: readonly string[]): (repository: Repository) => void {
  const done = new Set<Repository>();
  return (repository) => {
    if (!done.has(repository)) {
      repository.runTool(...args);
      done.add(repository);
    }
  };
}

function addLarge(bench: Bench, target: string): Step {
  const source = join(bench.folder, 'large.bin');
  const made = new Set<Repository>();
  return {
    what: 'add 2 GB',
    ...both(bench, ['add', '--quiet', 'large.bin'], (repository) => {
      if (!made.has(repository)) {
        writeLargeFile(join(repository.root, 'large.bin'), largeBytes);
        made.add(repository);
        repository.remove('.dvc/cache'); // as many files as the steps before left there
      }
      repository.forget();
      repository.delete('.dvc/cache', 'large.bin.dvc');
    }),
    floor: floor(bench, ['addLarge', source, target], () => {
      rmSync(target, { force: true });
      mkdirSync(dirname(target), { recursive: true });
      if (!existsSync(source)) {
        writeLargeFile(source, largeBytes);
      }
    }),
    goal: '2.5x, within 1.3x of the limit',
  };
}
