/** Characters that HFS+ leaves out of names: `.g\u200cit` is `.git` there. */
const leftOut = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name as some file system would take it: without case, and on NTFS without a stream and dots or spaces at the end. */
function asTaken(name: string): string {
  return name
    .replaceAll(leftOut, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
}

/** `git~1` is the short name that NTFS gives `.git`. */
const toolFolders: ReadonlySet<string> = new Set(['.git', '.dvc', 'git~1', 'dvc~1']);

/** Whether a name is that of git's or DVC's own folder, on whatever file system the repository is checked out. */
export function isToolFolder(name: string): boolean {
  return toolFolders.has(asTaken(name));
}

const suspicious = /git|dvc|[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/i;

/**
 * Whether a file of a tracked folder lies, or is one, where only git or DVC write. Backslashes part names as on Windows.
 * A file that is called `.dvc` is none of DVC's; one called `.git` is git's, since worktrees and submodules have one.
 */
export function isToolFile(relpath: string): boolean {
  if (!suspicious.test(relpath)) {
    return false;
  }
  const parts = relpath.split(/[/\\]/);
  const last = asTaken(parts.pop() ?? '');
  return last === '.git' || last === 'git~1' || parts.some(isToolFolder);
}
