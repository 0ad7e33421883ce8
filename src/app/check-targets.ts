import { posix } from 'node:path';
import { baseName, isOutside, isWithin, parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { isImageName } from '../core/labels/folder-labels.ts';
import type { LabelSource } from '../core/labels/label-format.ts';
import type { Workspace } from '../core/ports.ts';
import { modelFiles } from '../core/training/stored-model.ts';

/** What becomes of a target: a model's folder is replaced as a whole, one of checkpoints is added to, a file is replaced. */
type TargetKind = 'model' | 'checkpoints' | 'file';

/** A place that a command will write to; the path is from the workspace's root and may lead outside. */
export interface Target {
  /** As the user knows it: `--output`. */
  readonly option: string;
  readonly path: string;
  readonly kind: TargetKind;
}

const hints: Readonly<Record<TargetKind, string>> = {
  model: 'Name a new folder, an empty one, or one that holds a model which sightline fit wrote.',
  checkpoints: 'Name a folder for checkpoints alone.',
  file: 'Name a new file, or one that the same command wrote before.',
};

/** Files that people or the tools keep by hand; no result may take their place. */
const keptFiles = /^(?:dvc\.yaml|dvc\.lock|sightline\.yaml|params\.yaml|\.dvcignore|\.gitignore|.*\.dvc)$/i;

/**
 * Refuses, before any work is done, targets that would destroy what is no earlier result of the same command: the
 * repository, data, an input. Inputs are paths from the root, as are targets. Throws `invalid-output`.
 */
export async function checkTargets(
  files: Workspace,
  targets: readonly (Target | undefined)[],
  inputs: readonly (string | undefined)[],
): Promise<void> {
  const given = targets.flatMap((target) => (target === undefined ? [] : [{ ...target, path: fromRoot(files.root, target.path) }]));
  const read = inputs.flatMap((input) => (input === undefined ? [] : [fromRoot(files.root, input)]));
  for (const [index, target] of given.entries()) {
    const problem =
      problemOfPlace(files.root, target) ??
      problemWithInputs(target, read) ??
      problemWithOthers(target, given.slice(0, index)) ??
      (await problemOnDisk(files, target));
    if (problem !== undefined) {
      throw new SightlineError('invalid-output', `${target.option} cannot be '${target.path}': ${problem}`, { hint: hints[target.kind] });
    }
  }
}

/** The paths that a source of labels and images reads. */
export function inputsOf(source: LabelSource | undefined): readonly (string | undefined)[] {
  return [source?.labels, source?.images];
}

/** The files of a model that a command reads, and their folder. */
export function inputsOfModel(folder: string | undefined): readonly string[] {
  return folder === undefined ? [] : [folder, ...Object.values(modelFiles).map((name) => `${folder}/${name}`)];
}

/** One spelling for one place: a path that leads out and in again is one from the root. */
function fromRoot(root: string, path: string): string {
  const absolute = posix.resolve(root, path);
  const inside = posix.relative(root, absolute);
  return isOutside(inside) ? absolute : inside === '' ? '.' : inside;
}

function problemOfPlace(root: string, { path, kind }: Target): string | undefined {
  if (path === '.' || isWithin(root, path) || path === '/') {
    return 'the whole project lies there';
  }
  if (path.split('/').some((part) => ['.git', '.dvc'].includes(part.toLowerCase()))) {
    return 'git and DVC keep their own files there';
  }
  if (kind === 'file' && keptFiles.test(baseName(path))) {
    return 'the project is described there';
  }
  return kind === 'file' && isImageName(baseName(path)) ? 'that is the name of an image' : undefined;
}

function problemWithInputs({ path }: Target, inputs: readonly string[]): string | undefined {
  const input = inputs.find((one) => isWithin(one, path));
  return input === undefined ? undefined : `this command reads '${input}'`;
}

/** Nothing is written into a file, twice to one place, or into a folder that is replaced after it. */
function problemWithOthers(target: Target, others: readonly Target[]): string | undefined {
  const clash = others.find((other) => target.path === other.path || isLostIn(target, other) || isLostIn(other, target));
  return clash === undefined ? undefined : `it is in the way of ${clash.option}`;
}

/** Files are written after folders, so those alone may lie in one. */
function isLostIn(inside: Target, outside: Target): boolean {
  return isWithin(inside.path, outside.path) && (outside.kind === 'file' || inside.kind !== 'file');
}

async function problemOnDisk(files: Workspace, { path, kind }: Target): Promise<string | undefined> {
  for (let above = parentOf(path); above !== '.' && above !== '/'; above = parentOf(above)) {
    if ((await files.kind(above)) === 'file') {
      return `'${above}' is a file`;
    }
  }
  const found = await files.kind(path);
  if (kind === 'file') {
    return found === 'folder' ? 'it is a folder' : undefined;
  }
  if (found === 'file') {
    return 'it is a file';
  }
  const names = kind === 'model' ? (await files.list(path)).map(({ name }) => name) : [];
  return names.length > 0 && !names.includes(modelFiles.manifest) ? 'the folder holds something else than a model' : undefined;
}
