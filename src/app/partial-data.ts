import { z } from 'zod';
import type { HashInfo } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import { type Project, showPath } from './project.ts';

/** Where is noted which folders hold but a part of their files, since only that was pulled. */
const notesFile = '.dvc/tmp/sightline/parts.json';

const notesSchema = z.record(z.string(), z.strictObject({ md5: z.string(), parts: z.array(z.string()) }));

/** By path from the root: the whole folder's hash, and the parts that were pulled. */
export type PartNotes = z.infer<typeof notesSchema>;

/** What was noted; a broken note is none, since the worst that follows is a folder told of as modified. */
export async function readPartNotes({ workspace }: Pick<Project, 'workspace'>): Promise<PartNotes> {
  const text = await workspace.readText(notesFile);
  try {
    return text === undefined ? {} : notesSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Notes what was restored: of each path its part, or undefined for all of it. Of what is `gone` nothing is noted any more. */
export async function notePart(
  { workspace }: Pick<Project, 'workspace'>,
  {
    restored,
    gone,
    part,
  }: { readonly restored: ReadonlyMap<string, HashInfo>; readonly gone: readonly string[]; readonly part: string | undefined },
): Promise<void> {
  const before = await readPartNotes({ workspace });
  const notes = new Map(Object.entries(before));
  gone.forEach((path) => notes.delete(path));
  for (const [path, { md5 }] of restored) {
    const known = notes.get(path);
    notes.delete(path);
    if (part !== undefined) {
      const parts = known?.md5 === md5 ? known.parts : [];
      notes.set(path, { md5, parts: parts.includes(part) ? parts : [...parts, part] });
    }
  }
  const [old, now] = [JSON.stringify(before), JSON.stringify(Object.fromEntries(notes))];
  if (old !== now) {
    await workspace.write(notesFile, `${now}\n`);
  }
}

/** Tells of the paths that only look changed because a part of them was pulled. */
export async function warnOfParts(project: Project, changed: ReadonlyMap<string, HashInfo | undefined>): Promise<void> {
  if (changed.size === 0) {
    return;
  }
  const notes = await readPartNotes(project);
  for (const [path, info] of changed) {
    const note = notes[path];
    if (note !== undefined && note.md5 === info?.md5 && (await project.workspace.kind(path)) !== undefined) {
      project.console.warn(
        `'${showPath(project, path)}' holds only ${note.parts.join(' and ')}, as it was pulled; the rest isn't deleted.`,
      );
    }
  }
}

/** Keeps a part from being saved in place of the whole. Throws `partial-data`. */
export async function refusePart(project: Project, path: string): Promise<void> {
  const note = (await readPartNotes(project))[path];
  const whole = note === undefined ? undefined : await project.data.entries({ md5: note.md5, hash: 'md5' });
  if (note === undefined || whole === undefined) {
    return;
  }
  const present = (await project.data.describe(path))?.entries ?? [];
  const names = new Set(present.map(({ relpath }) => relpath));
  const absent = whole.filter(({ relpath }) => !names.has(relpath)).length;
  if (absent > 0) {
    throw new SightlineError(
      'partial-data',
      `'${showPath(project, path)}' holds only ${note.parts.join(' and ')} of its files, so saving it would drop ${absent} others`,
    );
  }
}
