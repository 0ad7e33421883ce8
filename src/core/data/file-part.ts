import { hash } from 'node:crypto';
import { SightlineError } from '../errors.ts';
import { isOutside, normalize, parentOf } from './root-path.ts';

/** A part of the tracked files, as a worker of a distributed run needs it. */
export interface FilePart {
  /** For messages, such as `part 1/4`. */
  readonly name: string;
  /** Whether anything at or below a tracked path may belong to it. */
  touches(path: string): boolean;
  /** Whether a file belongs to it; its path is from the root, its relpath from its tracked folder, undefined for a tracked file. */
  accepts(path: string, relpath?: string): boolean;
}

const shardText = /^(?<part>[1-9]\d{0,5})\/(?<count>[1-9]\d{0,5})$/;

/**
 * One of n parts of every tracked folder, by a hash of each relpath: the parts are disjoint and together complete, a file
 * stays in its part whatever comes or goes beside it, and files that are tracked by themselves belong to all.
 */
export function shardPart(text: string): FilePart {
  const { part, count } = shardText.exec(text)?.groups ?? {};
  const [own, all] = [Number(part), Number(count)];
  if (!(own <= all)) {
    throw new SightlineError('invalid-option', `'${text}' is no part: 1/4 is the first of four`);
  }
  return {
    name: `part ${own}/${all}`,
    touches: () => true,
    accepts: (_, relpath) => relpath === undefined || shardOf(relpath, all) === own - 1,
  };
}

function shardOf(relpath: string, count: number): number {
  return Number.parseInt(hash('md5', relpath, 'hex').slice(0, 12), 16) % count;
}

/** What a list names: files, and folders with all that is below; one a line, from the root. `unseen` are lines that named nothing. */
export function listedPart(text: string, file: string): FilePart & { unseen(): readonly string[] } {
  const listed = new Set<string>();
  const above = new Set<string>();
  text.split(/\r?\n/).forEach((line, at) => {
    if (line === '') {
      return;
    }
    const path = normalize(line);
    if (isOutside(path)) {
      throw new SightlineError('forbidden-path', `'${line}' leads out of the project`, { place: { file, line: at + 1 } });
    }
    listed.add(path);
    foldersOf(path).forEach((folder) => above.add(folder));
  });
  const unseen = new Set(listed);
  const isListed = (path: string): boolean => {
    const names = [path, ...foldersOf(path)].filter((name) => listed.has(name));
    names.forEach((name) => unseen.delete(name));
    return names.length > 0;
  };
  return {
    name: `what '${file}' lists`,
    touches: (path) => above.has(path) || isListed(path),
    accepts: isListed,
    unseen: () => [...unseen],
  };
}

/** The folders that a path lies in, the root last. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== '.' && folder !== '/';) {
    folder = parentOf(folder);
    folders.push(folder);
  }
  return folders;
}
