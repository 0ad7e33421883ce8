/** Paths from a repository's root, with `/`: what every file of ours names things by. */

/** The folder that holds a path; `.` for a path directly under the root. */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut === -1 ? '.' : cut === 0 ? '/' : path.slice(0, cut);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A file of what is tracked at a path: `relpath` is empty when that is the file itself. */
export function pathBelow(path: string, relpath: string): string {
  return relpath === '' ? path : `${path}/${relpath}`;
}

/** A path as spelled in a file that lies in `folder`, made one from the root. It may lead outside: `../x`. */
export function joinFromRoot(folder: string, definition: string): string {
  if (definition.startsWith('/')) {
    return normalize(definition);
  }
  return normalize(folder === '.' ? definition : `${folder}/${definition}`);
}

/** Without `.`, `..` in the middle, doubled slashes and a slash at the end. */
export function normalize(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      continue;
    }
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '..' || !absolute) {
      parts.push(part);
    }
  }
  const joined = parts.join('/');
  return absolute ? `/${joined}` : joined === '' ? '.' : joined;
}

/** How a path from the root is spelled from a folder of the repository. */
export function relativeTo(folder: string, path: string): string {
  if (path.startsWith('/')) {
    return path;
  }
  const from = folder === '.' ? [] : folder.split('/');
  const to = path === '.' ? [] : path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) {
    shared += 1;
  }
  const up = from.slice(shared).map(() => '..');
  const spelled = [...up, ...to.slice(shared)].join('/');
  return spelled === '' ? '.' : spelled;
}

/** Whether the path is the folder itself or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || (folder === '.' ? !isOutside(path) : path.startsWith(`${folder}/`));
}

/** Whether a folder above the path is one of these. */
export function liesInOneOf(path: string, folders: { has(folder: string): boolean }): boolean {
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
    if (folders.has(path.slice(0, cut))) {
      return true;
    }
  }
  return false;
}

/** Whether one path is the other or holds it. */
export function overlaps(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a);
}

/** Whether the path leads out of the repository. */
export function isOutside(path: string): boolean {
  return path.startsWith('/') || path === '..' || path.startsWith('../');
}
