import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDirObject, writeDirObject } from '../../src/core/data/dir-object.ts';
import type { TestProject } from '../support/test-project.ts';
import type { S3Rig } from '../rigs/s3.ts';
import type { WebServer } from '../support/web-server.ts';
import { chance, runKilled } from './killed-process.ts';
import { difference, dvcTextOf, entriesOf, type Files, filesOf, placeFiles, recordedAs } from './round-files.ts';

/** A project, and the folder in which its remote's files lie. */
export interface World {
  readonly project: TestProject;
  readonly remote: string;
  readonly bucket?: S3Rig;
  /** Where imports come from; from the bucket where there is none. */
  readonly web?: WebServer;
  /** The newest version of a path at the remote is that of the workspace. */
  readonly isWorktree: boolean;
}

/** A command under test. */
export interface Operation {
  readonly args: (world: World) => readonly string[];
  /** Brings the project to where the command has something to do; also before it is run again if it answers git. */
  readonly prepare: (world: World, round: number) => Promise<void>;
  readonly prepareAgain?: (world: World, round: number) => void;
  /** Exit codes of the command run again; 0 where it doesn't say. */
  readonly codes?: readonly number[];
  /** Throws or answers what is wrong after the command was killed and run again: empty when all is as it should be. */
  readonly differences: (world: World, round: number) => readonly string[] | Promise<readonly string[]>;
  /** What is wrong once it was killed, besides damaged objects. */
  readonly damage?: (world: World, round: number) => Promise<readonly string[]>;
}

/** The objects of a round: those of its files, and the folder's list. */
function objectsOf(round: number): readonly string[] {
  const entries = entriesOf(filesOf(round));
  return [...entries.map((entry) => entry.md5), hashDirObject(writeDirObject(entries))];
}

function objectsIn(folder: string): readonly string[] {
  const objects = join(folder, 'files/md5');
  const names = existsSync(objects) ? readdirSync(objects, { recursive: true, encoding: 'utf8' }) : [];
  return names.map((name) => name.replace('/', '')).filter((name) => /^[0-9a-f]{32}(?:\.dir)?$/.test(name));
}

const cacheOf = ({ project }: World): string => join(project.root, '.dvc/cache');

/** The `.dvc` file and the workspace are those of the round. */
function recorded({ project }: World, round: number): readonly string[] {
  return recordedAs(project, filesOf(round), dvcTextOf(filesOf(round)));
}

/** The folder has all objects of the round; it may have others. */
function holds(folder: string, round: number): readonly string[] {
  return difference(objectsIn(folder), objectsOf(round)).filter((line) => line.startsWith('-'));
}

const place = async ({ project }: World, round: number): Promise<void> => placeFiles(project, filesOf(round));

const added = async (world: World, round: number): Promise<void> => {
  await place(world, round);
  rmSync(join(world.project.root, 'data.dvc'), { force: true }); // what the last round lost mustn't keep this one from being recorded
  await world.project.add('data');
};

const pushedOnly = async (world: World, round: number): Promise<void> => {
  await added(world, round);
  await runKilled(world.project, ['push']);
  rmSync(join(cacheOf(world), 'files'), { recursive: true });
};

/** Two branches that each changed files of the folder, as git hands their `.dvc` files to the driver. */
const branches = async (world: World, round: number): Promise<void> => {
  const { project } = world;
  for (const [name, files] of Object.entries(branchFiles(round))) {
    placeFiles(project, files);
    await project.add('data');
    project.write(`.git/${name}`, project.read('data.dvc'));
  }
};

function branchFiles(round: number): Readonly<Record<'base' | 'ours' | 'theirs', Files>> {
  const base = filesOf(round);
  return { base, ours: { ...base, 'data/ours': `${round}` }, theirs: { ...base, 'data/theirs': `${round}` } };
}

/** Some objects of the round, whose content isn't what they are named for. */
function damagedOf(round: number): readonly string[] {
  return objectsOf(round).filter((md5) => chance(`damaged:${round}:${md5}`) < 0.3);
}

const damaged = async (world: World, round: number): Promise<void> => {
  await added(world, round);
  for (const md5 of damagedOf(round)) {
    const file = join(cacheOf(world), 'files/md5', md5.slice(0, 2), md5.slice(2));
    rmSync(file);
    writeFileSync(file, 'damaged', { mode: 0o444 });
  }
};

/** Commands whose data is here or at a remote. */
export const dataOperations: Readonly<Record<string, Operation>> = {
  add: { args: () => ['add', 'data'], prepare: place, differences: recorded },
  commit: { args: () => ['commit', '--force', 'data.dvc'], prepare: place, differences: recorded },
  checkout: {
    args: () => ['checkout'],
    prepare: async (world, round) => {
      await added(world, round);
      const wanted = world.project.read('data.dvc');
      await added(world, round - 1);
      world.project.write('data.dvc', wanted);
    },
    differences: recorded,
  },
  push: { args: () => ['push'], prepare: added, differences: ({ remote }, round) => holds(remote, round) },
  fetch: { args: () => ['fetch'], prepare: pushedOnly, differences: (world, round) => holds(cacheOf(world), round) },
  pull: {
    args: () => ['pull'],
    prepare: async (world, round) => {
      await pushedOnly(world, round);
      rmSync(join(world.project.root, 'data'), { recursive: true });
    },
    differences: recorded,
  },
  gc: {
    args: () => ['gc', '--workspace', '--force'],
    prepare: added,
    differences: (world, round) => [...recorded(world, round), ...difference(objectsIn(cacheOf(world)), objectsOf(round))],
  },
  'gc --cloud': {
    args: () => ['gc', '--workspace', '--cloud', '--force', '--grace', '0'],
    prepare: async (world, round) => {
      await added(world, round - 1);
      await runKilled(world.project, ['push']);
      await added(world, round);
      await runKilled(world.project, ['push']);
    },
    differences: (world, round) => [...recorded(world, round), ...difference(objectsIn(world.remote), objectsOf(round))],
  },
  'verify --remove': {
    args: () => ['verify', '--remove'],
    prepare: damaged,
    codes: [0, 1],
    differences: (world, round) => {
      const [left, lost] = [new Set(objectsIn(cacheOf(world))), new Set(damagedOf(round))];
      const wrong = objectsOf(round).filter((md5) => left.has(md5) === lost.has(md5));
      return wrong.map((md5) => `${lost.has(md5) ? '+' : '-'} ${md5}`);
    },
  },
  'merge-driver run': {
    args: () => ['merge-driver', 'run', '.git/base', '.git/ours', '.git/theirs', '7', 'data.dvc'],
    prepare: branches,
    prepareAgain: ({ project }, round) => project.write('.git/ours', dvcTextOf(branchFiles(round).ours)),
    differences: (world, round) => {
      const merged = { ...branchFiles(round).ours, 'data/theirs': `${round}` };
      const id = hashDirObject(writeDirObject(entriesOf(merged)));
      return [
        ...difference(world.project.read('.git/ours').split('\n'), dvcTextOf(merged).split('\n')),
        ...(objectsIn(cacheOf(world)).includes(id) ? [] : [`- ${id}`]),
      ];
    },
  },
};
