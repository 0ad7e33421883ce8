import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDvcFile } from '../../src/core/data/dvc-file.ts';
import { hashDirObject, writeDirObject } from '../../src/core/data/dir-object.ts';
import { writeYaml } from '../../src/core/value/write-yaml.ts';
import { type TestProject, testProject } from '../support/test-project.ts';
import { chance, corruptObjects, faults, type Kill, runKilled, seed } from './killed-process.ts';

type Files = Readonly<Record<string, string>>;

/** Files of a tracked folder as they are in a round: most stay, some change, come and go; one is large enough to be copied in parts. */
function filesOf(round: number): Files {
  const files: Record<string, string> = { 'data/large': `${round}`.repeat(700_000) };
  for (let at = 0; at < 120; at += 1) {
    if (chance(`there:${round}:${at}`) < 0.9) {
      const version = chance(`changed:${round}:${at}`) < 0.3 ? round : 0;
      files[`data/${at % 7}/${at}.png`] = `${at}:${version}:`.repeat(200);
    }
  }
  return files;
}

function dvcTextOf(files: Files): string {
  const entries = Object.entries(files).map(([path, text]) => ({ relpath: path.slice('data/'.length), md5: hash('md5', text, 'hex') }));
  const size = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  const md5 = hashDirObject(writeDirObject(entries));
  return writeYaml(createDvcFile('data', { md5, hash: 'md5', size, nfiles: entries.length }));
}

/** What each file holds, by its hash: a difference is then shown in a line. */
function digests(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, hash('md5', text, 'hex')]));
}

function readFolder(project: TestProject): Files {
  const entries = readdirSync(join(project.root, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(project.root.length + 1));
  return digests(Object.fromEntries(paths.map((path) => [path, project.read(path)])));
}

function placeFiles(project: TestProject, files: Files): void {
  project.git('clean', '--quiet', '-dfx', '--', 'data');
  Object.entries(files).forEach(([path, text]) => project.write(path, text));
}

/** A command under test in a project of its own. */
interface Operation {
  readonly args: readonly string[];
  /** Brings the project to where the command has something to do. */
  readonly prepare: (project: TestProject, round: number) => Promise<void>;
  /** What must hold after the command was killed and run again. */
  readonly check: (project: TestProject, round: number) => void;
}

function expectRecorded(project: TestProject, round: number): void {
  expect(project.read('data.dvc')).toBe(dvcTextOf(filesOf(round)));
  expect(readFolder(project)).toEqual(digests(filesOf(round)));
}

const operations: Readonly<Record<string, Operation>> = {
  add: {
    args: ['add', 'data'],
    prepare: async (project, round) => placeFiles(project, filesOf(round)),
    check: expectRecorded,
  },
  commit: {
    args: ['commit', '--force', 'data.dvc'],
    prepare: async (project, round) => placeFiles(project, filesOf(round)),
    check: expectRecorded,
  },
  checkout: {
    args: ['checkout'],
    prepare: async (project, round) => {
      placeFiles(project, filesOf(round));
      await project.add('data');
      const wanted = project.read('data.dvc');
      placeFiles(project, filesOf(round - 1));
      await project.add('data');
      project.write('data.dvc', wanted);
    },
    check: expectRecorded,
  },
};

const names = Object.keys(operations);

/** Every other kill is at a change to the file system, the others at a moment. */
function chooseKill(name: string, round: number, calls: number, milliseconds: number): Kill {
  const share = chance(`${name}:${round}`);
  return round % 2 === 0 ? { after: milliseconds * (0.2 + 0.8 * share) } : { atCall: 1 + Math.floor(share * calls) };
}

const links = ['copy', 'hardlink', 'symlink'] as const;
const cases = names.flatMap((name) => links.map((link) => ({ name, link })));

describe.each(cases)(`kill -9 at any moment of $name with the link $link (seed ${seed})`, ({ name, link }) => {
  it('leaves a sound cache, and the command run again completes', async () => {
    const operation = operations[name] as Operation;
    using project = await testProject({ 'data/first': 'first', '.dvc/config': `[cache]\n    type = ${link}\n` });
    await project.add('data');
    await operation.prepare(project, 1);
    const countFile = join(project.root, '.git/calls');
    const whole = await runKilled(project, operation.args, {}, countFile);
    expect(whole).toMatchObject({ code: 0 });
    operation.check(project, 1);
    const calls = Number(readFileSync(countFile, 'utf8'));
    let killed = 0;
    for (let round = 2; round < 2 + Math.ceil(faults / cases.length); round += 1) {
      await operation.prepare(project, round);
      const kill = chooseKill(`${name}:${link}`, round, calls, whole.milliseconds);
      const first = await runKilled(project, operation.args, kill);
      killed += Number(first.signal === 'SIGKILL');
      expect(corruptObjects(join(project.root, '.dvc/cache'))).toEqual([]);
      const again = await runKilled(project, operation.args);
      expect(again, `round ${round}, ${JSON.stringify(kill)}: ${again.said}`).toMatchObject({ code: 0 });
      operation.check(project, round);
      expect([...(await project.status())]).toEqual([]);
    }
    expect(killed).toBeGreaterThan(0);
  });
});
