import type { ObjectId } from '../core/data/object-key.ts';
import type { Project } from './project.ts';

const shown = 10;

/** Tells which objects a transfer has nowhere found; the first of them when there are many. */
export function warnMissing(project: Pick<Project, 'console'>, where: string, missing: Iterable<ObjectId>): void {
  const names = [...missing].map(({ md5 }) => md5);
  if (names.length > 0) {
    const more = names.length > shown ? `\nand ${names.length - shown} more` : '';
    project.console.warn(`Some objects are ${where}:\n${names.slice(0, shown).join('\n')}${more}`);
  }
}
