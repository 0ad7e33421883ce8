import { isToolFolder } from './tool-folder.ts';
import { baseName, isOutside } from './root-path.ts';

/**
 * Why no output may lie at a path from the root; undefined when one may. Data is written, moved and removed there, and a
 * repository from elsewhere could name git's hooks or our own configuration.
 */
export function whyForbidden(path: string, { cache }: { readonly cache: boolean }): string | undefined {
  if (path === '.' || path === '/') {
    return 'is the whole project';
  }
  if (isOutside(path) && cache) {
    return 'lies outside of the project';
  }
  if (path.split('/').some((part) => isToolFolder(part))) {
    return 'lies in a folder of git or DVC';
  }
  if (/[\0\n\r]/.test(path)) {
    return 'has a line break in its name, which a .gitignore cannot hold';
  }
  return path.endsWith('.dvc') || ['dvc.yaml', 'dvc.lock'].includes(baseName(path)) ? "is a file of DVC's own" : undefined;
}

/** What to do about an output that lies where none may. */
export const forbiddenOutputHint =
  'Name a path inside of the project, and none of .git, .dvc, dvc.yaml, dvc.lock or *.dvc; outside of it only with cache: false.';

/** Whether a path names data elsewhere: `s3://bucket/key`, `remote://name/key`. */
export function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** What is said of a path that `isUrl`. */
export function describeUrl(path: string): string {
  return `'${path}' can't be used: remote outputs and dependencies aren't supported yet`;
}
