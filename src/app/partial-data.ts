import { z } from 'zod';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import { type Project, showPath } from './project.ts';

/** Where is noted which folders hold but a part of their files, since only that was pulled. */
const notesFile = '.dvc/tmp/sightline/parts.json';

const notesSchema = z.record(z.string(), z.strictObject({ md5: z.string(), parts: z.array(z.string()) }));

/** By path from the root: the whole folder's hash, and the parts that were pulled. */
export type PartNotes = z.infer<typeof notesSchema>;

/** What was noted; a broken note is none: `status` tells such a folder as modified then, and a part is refused without a note, too. */
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

/** Keeps a part from being saved in place of the whole, which may be recorded without a note. Throws `partial-data`. */
export async function refusePart(project: Project, path: string, recorded: HashInfo | undefined): Promise<void> {
  const note = (await readPartNotes(project))[path];
  const absent = Math.max(
    note === undefined ? 0 : await countAbsent(project, path, { md5: note.md5, hash: 'md5' }, false),
    recorded === undefined || !isFolderHash(recorded.md5) ? 0 : await countAbsent(project, path, recorded, true),
  );
  if (absent > 0) {
    const part = note === undefined ? 'a part' : note.parts.join(' and ');
    throw new SightlineError(
      'partial-data',
      `'${showPath(project, path)}' holds only ${part} of its files, so saving it would drop ${absent} others that the cache lacks`,
      { hint: "Run 'sightline pull PATH', which brings them; add and commit record the folder without them with --force." },
    );
  }
}

/**
 * How many files of the whole aren't in the workspace. Unless it is known that a part was pulled, only if nothing else is there
 * and the cache lacks some of them: whoever deletes files that were saved means it.
 */
async function countAbsent(project: Project, path: string, info: HashInfo, isGuess: boolean): Promise<number> {
  if (isGuess && (await project.data.missing(info)).length === 0) {
    return 0; // seen without a look at the workspace, which takes longest
  }
  const content = await project.data.describe(path);
  const present = content?.entries;
  if (present === undefined || content?.info.md5 === info.md5) {
    return 0;
  }
  const whole = info.files ?? (await project.data.entries(info));
  if (whole === undefined) {
    return isGuess ? Math.max(0, (info.nfiles ?? 0) - present.length) : 0;
  }
  const names = new Set(present.map(({ relpath }) => relpath));
  const absent = whole.filter(({ relpath }) => !names.has(relpath));
  if (!isGuess || absent.length === 0) {
    return absent.length;
  }
  const known = new Set(whole.map(({ relpath }) => relpath));
  const lacking = [...names].every((name) => known.has(name)) ? new Set(await project.data.verify(info)) : undefined;
  return absent.filter(({ md5 }) => lacking?.has(md5)).length;
}
