import { isOutside, normalize } from '../data/root-path.ts';

/** More characters than this no path of a label file has. */
const maxLength = 1024;

/** A path from the root, or what is wrong with it. */
export type CheckedPath = { readonly path: string } | { readonly problem: string };

/**
 * The path of an image as a label file spells it, below `folder` (a path from the root; `.` for the root
 * itself). Label files are written by strangers: whatever leads out of the folder is a problem.
 */
export function checkImagePath(folder: string, spelled: string): CheckedPath {
  if (spelled.length > maxLength) {
    return { problem: `is longer than ${maxLength} characters` };
  }
  if (hasControlCharacter(spelled)) {
    return { problem: 'holds a control character' };
  }
  if (spelled.includes('\\')) {
    return { problem: 'holds a backslash; write / between folders' };
  }
  if (spelled.startsWith('/') || /^[A-Za-z]:/.test(spelled)) {
    return { problem: 'is absolute; write it from the images folder' };
  }
  const path = normalize(spelled);
  if (path === '.') {
    return { problem: 'is empty' };
  }
  if (isOutside(path)) {
    return { problem: 'leads out of its folder by ..' };
  }
  return { path: folder === '.' ? path : `${folder}/${path}` };
}

/** Such characters garble terminals and comments, and no tool writes them into a file's name. */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 127) {
      return true;
    }
  }
  return false;
}
