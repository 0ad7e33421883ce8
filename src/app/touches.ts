import type { ChangeKind } from '../core/github/change.ts';
import { isWithin, relativeTo } from '../core/data/root-path.ts';
import { codeFiles, environmentFiles } from '../core/pipeline/code-files.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { Spec } from '../core/spec/spec.ts';
import { codeMatcher } from './code-matcher.ts';

/** A changed file, from git's top. */
export interface KnownChange {
  readonly path: string;
  readonly kind: ChangeKind;
}

/** A project among those of a repository. */
export interface TouchedProject {
  /** From git's top. */
  readonly folder: string;
  readonly pipeline: Pipeline;
  readonly spec: Spec;
}

const ownKinds: ReadonlySet<ChangeKind> = new Set(['pipeline', 'lock', 'data']);

/**
 * Whether changes reach what a project is trained or judged by: its own files, what its stages read, the code that a run could
 * use and the environment. `folders` are those of all projects of the repository.
 */
export function touches(project: TouchedProject, changes: readonly KnownChange[], folders: readonly string[]): boolean {
  const { folder, pipeline, spec } = project;
  const serious = changes.filter(({ kind }) => kind !== 'prose');
  const paths = serious.map(({ path }) => relativeTo(folder, path));
  const changed = new Set(paths);
  const read = readPaths(pipeline, spec);
  const marks = folders.map((one) => relativeTo(folder, one === '.' ? '.dvc/config' : `${one}/.dvc/config`));
  const matchesCode =
    spec.train.code === undefined ? {} : { matchesCode: codeMatcher(spec.train.code, folder === '.' ? '' : `${folder}/`) };
  const question = { files: [...paths, ...marks], stages: pipeline.stages, ...matchesCode };
  return (
    paths.includes(specFile) ||
    serious.some(({ path, kind }) => ownKinds.has(kind) && ownerOf(path, folders) === folder) ||
    paths.some((path) => read.some((dep) => isWithin(path, dep))) ||
    environmentFiles(paths).length > 0 ||
    pipeline.stages.some((stage) => codeFiles(question, stage).some((file) => changed.has(file)))
  );
}

/** What stages read, parameter files apart, and what models are judged on; from the project's root. */
export function dataPaths({ stages }: Pipeline, { data }: Spec): readonly string[] {
  const sets = [data.train, data.test].flatMap((set) => [set?.images, set?.labels]);
  return [...stages.flatMap((stage) => stage.deps.map(({ path }) => path)), ...sets.filter((path) => path !== undefined)];
}

function readPaths(pipeline: Pipeline, spec: Spec): readonly string[] {
  return [...dataPaths(pipeline, spec), ...pipeline.stages.flatMap((stage) => stage.params.map(({ path }) => path))];
}

/** The innermost of the folders that hold a path. */
function ownerOf(path: string, folders: readonly string[]): string | undefined {
  return folders.filter((folder) => isWithin(path, folder)).toSorted((a, b) => depth(b) - depth(a))[0];
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}
