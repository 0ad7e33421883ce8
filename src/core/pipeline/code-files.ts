import { baseName, isWithin } from '../data/root-path.ts';
import type { Stage } from './stage.ts';

/** Files that DVC's key already covers, that hold no code, or that say what is installed. */
const dvcNames: ReadonlySet<string> = new Set(['dvc.yaml', 'dvc.lock', '.dvcignore', '.gitignore', '.gitattributes', 'sightline.yaml']);
const prose = /(?:\.(?:md|rst)|^(?:license|licence|notice|authors|codeowners)(?:\..*)?)$/i;
const environmentName =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|pixi\.lock|conda[\w.-]*\.(?:ya?ml|lock)|environment[\w.-]*\.ya?ml|pyproject\.toml|setup\.(?:py|cfg)|dockerfile[\w.-]*|cargo\.lock|renv\.lock|manifest\.toml)$/i;
const programExtension =
  /\.(?:py|pyx|pyi|ipynb|ts|mts|cts|tsx|js|mjs|cjs|jsx|sh|bash|r|jl|lua|c|cc|cpp|h|hpp|cu|cuh|go|rs|java|scala|kt|m)$/i;

/** A repository's files as they matter to whether a run can be reused. */
export interface CodeQuestion {
  /** What git lists of the whole repository, from the project's root. */
  readonly files: readonly string[];
  /** All stages: what they write, and their parameter files, is no code. */
  readonly stages: readonly Stage[];
  /** Globs of the files that count as code; undefined: everything that isn't known to be something else. */
  readonly matchesCode?: (path: string) => boolean;
}

/**
 * The files whose content a stage could depend on without saying so. Its own dependencies are in DVC's key;
 * those of other stages count only when they look like programs, which it might import. So do files of other
 * projects of the repository.
 */
export function codeFiles(question: CodeQuestion, stage: Stage): readonly string[] {
  const own = stage.deps.map((dep) => dep.path);
  const others = question.stages.flatMap((other) => other.deps.map((dep) => dep.path));
  const data = question.stages.flatMap((other) => [...other.outs, ...other.params].map((path) => path.path));
  const projects = otherProjects(question.files);
  const isCode = question.matchesCode ?? ((path: string) => !isElse(path) && (programExtension.test(path) || !covers(projects, path)));
  return question.files.filter(
    (file) => isCode(file) && !covers(own, file) && !covers(data, file) && (programExtension.test(file) || !covers(others, file)),
  );
}

/** The files that say what is installed. */
export function environmentFiles(files: readonly string[]): readonly string[] {
  return files.filter((file) => environmentName.test(baseName(file)) && !file.includes('node_modules/'));
}

/** Folders with a `.dvc` of their own, outside the project or within, but for those that it lies in. */
function otherProjects(files: readonly string[]): readonly string[] {
  const mark = '/.dvc/config';
  const folders = files.filter((file) => file.endsWith(mark)).map((file) => file.slice(0, -mark.length));
  return folders.filter((folder) => baseName(folder) !== '..');
}

function isElse(file: string): boolean {
  const name = baseName(file);
  const isDvc = dvcNames.has(name) || name.endsWith('.dvc') || file.startsWith('.dvc/') || file.includes('/.dvc/');
  return isDvc || isProse(file) || environmentName.test(name);
}

/** Whether a file is a program by its name, or a part of one. */
export function isProgram(file: string): boolean {
  return programExtension.test(file);
}

/** Whether a file is only read by people. */
export function isProse(file: string): boolean {
  return prose.test(baseName(file)) || /(?:^|\/)docs?\//.test(file);
}

function covers(paths: readonly string[], file: string): boolean {
  return paths.some((path) => isWithin(file, path));
}
