import { type Dirent, type Stats, lstatSync, readdirSync, statSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';
import { ignoreFileName, type IgnoreRules } from '../../core/data/ignore.ts';
import type { FileStamp } from './hash-index.ts';

/** A file as the file system shows it now; of a symbolic link, what it leads to. */
export interface ScannedFile extends FileStamp {
  /** From the folder that was scanned, with `/`. */
  readonly relpath: string;
  readonly mode: number;
}

/** What to scan: the folder on disk, its path from the root, and what to leave out. */
export interface ScanTarget {
  readonly folder: string;
  readonly path: string;
  readonly rules: IgnoreRules;
}

const maxDepth = 512;

/**
 * Every file below a folder, links followed. Synchronous on purpose: one lstat a file without a promise
 * each took a quarter of the time of the asynchronous calls on 20,000 files.
 */
export function scanFolder(target: ScanTarget): ScannedFile[] {
  const found: ScannedFile[] = [];
  walk(target, '', 0, found);
  return found;
}

function walk(target: ScanTarget, below: string, depth: number, found: ScannedFile[]): void {
  const folder = below === '' ? target.folder : `${target.folder}/${below}`;
  if (depth > maxDepth) {
    throw new SightlineError(
      'unreadable-file',
      `'${folder}' is more than ${maxDepth} folders deep: a link that leads to a folder above it?`,
    );
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const relpath = below === '' ? entry.name : `${below}/${entry.name}`;
    const { kind, stats } = inspect(`${folder}/${entry.name}`, entry);
    if (kind === 'file' && entry.name === ignoreFileName) {
      throw new SightlineError('unreadable-file', `'${target.path}/${relpath}' lies inside tracked data`, {
        hint: 'Move the patterns to a .dvcignore outside of the folder, as DVC asks too.',
      });
    }
    if (target.rules.ignores(`${target.path}/${relpath}`, kind)) {
      continue;
    }
    if (kind === 'folder') {
      walk(target, relpath, depth + 1, found);
    } else if (stats !== undefined) {
      found.push({ relpath, size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino, mode: stats.mode });
    }
  }
}

function inspect(file: string, entry: Dirent): { kind: 'file' | 'folder'; stats: Stats | undefined } {
  if (entry.isDirectory()) {
    return { kind: 'folder', stats: undefined };
  }
  if (entry.isFile()) {
    return { kind: 'file', stats: lstatSync(file) };
  }
  const stats = entry.isSymbolicLink() ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (stats?.isDirectory() === true) {
    return { kind: 'folder', stats: undefined };
  }
  if (stats?.isFile() !== true) {
    throw new SightlineError('unreadable-file', `'${file}' is neither a file nor a folder, or a link that leads nowhere`, {
      hint: 'Remove it from the tracked folder, or name it in .dvcignore.',
    });
  }
  return { kind: 'file', stats };
}
