import createMatcher, { type Ignore } from 'ignore';
import { SightlineError } from '../errors.ts';

/** A `.dvcignore` file: the folder it lies in (from the root, `.` is the root) and its text. */
export interface IgnoreFile {
  readonly folder: string;
  readonly text: string;
  /** Its name if it is another file of such patterns. */
  readonly name?: string;
}

/** Which paths of a repository DVC and Sightline leave out, by its `.dvcignore` files. */
export interface IgnoreRules {
  /** Whether the path (from the root, with `/`) or a folder above it is left out. */
  ignores(path: string, kind: 'file' | 'folder'): boolean;
  /** These rules and those of one more file, usually of a folder further down. */
  with(file: IgnoreFile): IgnoreRules;
  /** True when no file gave a pattern: then only the tools' own folders are left out. */
  readonly isEmpty: boolean;
}

/** The name of the file that holds patterns. */
export const ignoreFileName = '.dvcignore';

const toolFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.dvc']);

/** Rules of a repository without a `.dvcignore`. */
export const noIgnoreRules: IgnoreRules = createRules([]);

/** Rules of these files, from the root downwards: a deeper file's patterns win over those above it. */
export function createIgnoreRules(files: readonly IgnoreFile[]): IgnoreRules {
  return createRules(files.flatMap(patternsFromRoot));
}

function createRules(patterns: readonly string[]): IgnoreRules {
  let matcher: Ignore | undefined;
  return {
    isEmpty: patterns.length === 0,
    ignores: (path, kind) => {
      if (path === '.' || path === '' || path.startsWith('../') || path.startsWith('/')) {
        return false;
      }
      if (isToolPath(path, kind)) {
        return true;
      }
      if (patterns.length === 0) {
        return false;
      }
      matcher ??= createMatcher({ ignorecase: false, allowRelativePaths: false }).add([...patterns]);
      return matcher.ignores(kind === 'folder' ? `${path}/` : path);
    },
    with: (file) => createRules([...patterns, ...patternsFromRoot(file)]),
  };
}

/** Whether a name is one of the tools' own: DVC leaves out `.git` as a file too, since worktrees and submodules have one. */
export function isToolName(name: string, kind: 'file' | 'folder'): boolean {
  return name === '.git' || (kind === 'folder' && toolFolders.has(name));
}

function isToolPath(path: string, kind: 'file' | 'folder'): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return isToolName(name, kind) || parts.some((part) => toolFolders.has(part));
}

/** The patterns of a file, rewritten so that they hold from the root. */
function patternsFromRoot(file: IgnoreFile): string[] {
  const lines = file.text.split(/\r\n|\r|\n/).map((line) => line.trim());
  refuseCostly(file, lines);
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#')).flatMap(withInside);
  return file.folder === '.' ? patterns : patterns.map((pattern) => prefixPattern(pattern, file.folder));
}

const mostGlobstars = 3;

/** Each further `**` multiplies what matching one path costs by its depth: a repository could keep us busy for ever. */
function refuseCostly({ folder, name = ignoreFileName }: IgnoreFile, lines: readonly string[]): void {
  const at = lines.findIndex((line) => !line.startsWith('#') && (line.match(/\*\*/g)?.length ?? 0) > mostGlobstars);
  if (at !== -1) {
    const file = folder === '.' ? name : `${folder}/${name}`;
    throw new SightlineError('invalid-pattern', `a pattern has more than ${mostGlobstars} '**'`, { place: { file, line: at + 1 } });
  }
}

/** DVC, other than git, lets a negated pattern bring back also what lies in a folder that it names. */
function withInside(pattern: string): readonly string[] {
  if (!pattern.startsWith('!')) {
    return [pattern];
  }
  const isFolder = pattern.endsWith('/');
  const stem = pattern.slice(1, isFolder ? -1 : undefined);
  return [pattern, `!${stem.includes('/') ? stem : `**/${stem}`}/**${isFolder ? '/' : ''}`];
}

/** A pattern with a slash before its end holds from its own folder, any other at every depth below it. */
function prefixPattern(pattern: string, folder: string): string {
  const negated = pattern.startsWith('!');
  const body = negated ? pattern.slice(1) : pattern;
  const anchored = body.slice(0, -1).includes('/');
  const inFolder = `/${escapeGlob(folder)}/${anchored ? body.replace(/^\//, '') : `**/${body}`}`;
  return negated ? `!${inFolder}` : inFolder;
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]!# ]/g, String.raw`\$&`);
}
