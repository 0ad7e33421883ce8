import { hash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DirEntry, hashDirObject, writeDirObject } from '../../src/core/data/dir-object.ts';
import { createDvcFile } from '../../src/core/data/dvc-file.ts';
import type { HashInfo } from '../../src/core/data/hash-info.ts';
import { writeYaml } from '../../src/core/value/write-yaml.ts';
import type { TestProject } from '../support/test-project.ts';
import { chance } from './killed-process.ts';

/** The content of files by their path from the root. */
export type Files = Readonly<Record<string, string>>;

/**
 * Files of a tracked folder as they are in a round: most stay, some change, come and go; one is large. In every third
 * round there are so many that threads work on them.
 */
export function filesOf(round: number): Files {
  const files: Record<string, string> = { 'data/large': `${round}`.repeat(700_000) };
  for (let at = 0; at < (round % 3 === 0 ? 900 : 120); at += 1) {
    if (chance(`there:${round}:${at}`) < 0.9) {
      const version = chance(`changed:${round}:${at}`) < 0.3 ? round : 0;
      files[`data/${at % 7}/${at}.png`] = `${at}:${version}:`.repeat(200);
    }
  }
  return files;
}

/** The files of `data` as its .dir object lists them. */
export function entriesOf(files: Files): readonly DirEntry[] {
  return Object.entries(files).map(([path, text]) => ({ relpath: path.slice('data/'.length), md5: hash('md5', text, 'hex') }));
}

/** What a `.dvc` file says of the folder. */
export function infoOf(files: Files): HashInfo {
  const entries = entriesOf(files);
  const size = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  return { md5: hashDirObject(writeDirObject(entries)), hash: 'md5', size, nfiles: entries.length };
}

/** The text of `data.dvc`. */
export function dvcTextOf(files: Files): string {
  return writeYaml(createDvcFile('data', infoOf(files)));
}

/** The data that lies in the workspace under `data`. */
function readFolder(project: TestProject): readonly DirEntry[] {
  const folder = join(project.root, 'data');
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const data = entries.filter((entry) => !entry.isDirectory() && entry.name !== '.gitignore' && !entry.name.endsWith('.dvc'));
  const paths = data.map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => ({ relpath: path.slice(folder.length + 1), md5: hash('md5', readFileSync(path), 'hex') }));
}

/** Makes these the files of the workspace. */
export function placeFiles(project: TestProject, files: Files): void {
  rmSync(join(project.root, 'data'), { recursive: true, force: true });
  Object.entries(files).forEach(([path, text]) => project.write(path, text));
}

/** What two sets of lines don't share. */
export function difference(actual: readonly string[], wanted: readonly string[]): readonly string[] {
  const [have, want] = [new Set(actual), new Set(wanted)];
  return [
    ...[...have].filter((line) => !want.has(line)).map((line) => `+ ${line}`),
    ...[...want].filter((line) => !have.has(line)).map((line) => `- ${line}`),
  ];
}

function linesOf(entries: readonly DirEntry[]): readonly string[] {
  return entries.map(({ relpath, md5 }) => `${relpath} ${md5}`);
}

/** The workspace has these files under `data`, and the `.dvc` file is this text. */
export function recordedAs(project: TestProject, files: Files, dvcText: string, dvcFile = 'data.dvc'): readonly string[] {
  return [
    ...difference(project.read(dvcFile).split('\n'), dvcText.split('\n')),
    ...difference(linesOf(readFolder(project)), linesOf(entriesOf(files))),
  ];
}
