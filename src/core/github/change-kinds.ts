import { baseName } from '../data/root-path.ts';
import { environmentFiles, isProse, isProgram } from '../pipeline/code-files.ts';
import { specFile } from '../spec/spec-file.ts';
import type { ChangeKind, KindOfChange } from './change.ts';

/** Names told of each kind; the others are counted. */
const shownFiles = 20;

/** What pipelines say of files that a name doesn't tell. Paths are from git's top. */
export interface KnownFiles {
  readonly parameters: ReadonlySet<string>;
  /** Whether a stage reads it. */
  readonly isRead: (path: string) => boolean;
}

/** What a changed file is to training. */
export function kindOf(path: string, known: KnownFiles): ChangeKind {
  const name = baseName(path);
  const named = byName(name);
  if (named !== undefined) {
    return named;
  }
  if (/(?:^|\/)\.dvc\//.test(path) || /^\.(?:dvcignore|gitignore|gitattributes)$/.test(name)) {
    return 'configuration';
  }
  if (known.parameters.has(path)) {
    return 'parameters';
  }
  if (environmentFiles([path]).length > 0) {
    return 'environment';
  }
  if (known.isRead(path) && !isProgram(path)) {
    return 'data';
  }
  return isProse(path) ? 'prose' : 'code';
}

function byName(name: string): ChangeKind | undefined {
  const kinds: Readonly<Record<string, ChangeKind>> = { [specFile]: 'spec', 'dvc.yaml': 'pipeline', 'dvc.lock': 'lock' };
  return Object.hasOwn(kinds, name) ? kinds[name] : name.endsWith('.dvc') && name !== '.dvc' ? 'data' : undefined;
}

/** Whether DVC and we go by the values in such a file, so that a comment in it changes nothing. */
export function isReadByValue(path: string, kind: ChangeKind): boolean {
  return kind === 'parameters' || byName(baseName(path)) !== undefined;
}

/** Counts changed files by kind. */
export function countKinds(files: readonly { readonly path: string; readonly kind: ChangeKind }[]): readonly KindOfChange[] {
  return [...Map.groupBy(files, ({ kind }) => kind)].map(([kind, of]) => ({
    kind,
    count: of.length,
    files: of.slice(0, shownFiles).map(({ path }) => path),
  }));
}
