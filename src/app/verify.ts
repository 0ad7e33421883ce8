import type { Digest } from '../core/cache-ports.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { type ObjectId, objectKey, parseObjectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { digestAll } from './digest-all.ts';
import type { Project } from './project.ts';
import { type Damage, type Verified, whatIsWrong } from './verified.ts';
import { whoUses } from './who-uses.ts';
import { workspaceObjects } from './workspace-objects.ts';

/** A damaged content with everything known that uses it, the first of them. */
export interface NamedDamage extends Damage {
  readonly uses: readonly string[];
}

interface SizedObject {
  readonly object: ObjectId;
  readonly size: number;
}

/** Hashes every object of the cache, or of the outputs that were asked for. */
export async function verifyCache(project: Project, targets: readonly string[], signal: AbortSignal): Promise<Verified> {
  const wanted = await workspaceObjects(project, targets);
  const objects: SizedObject[] = [];
  const present = new ObjectSet();
  const strange: string[] = [];
  for await (const files of project.audit.files()) {
    for (const { key, object, size } of files) {
      if (object === undefined) {
        strange.push(key);
        continue;
      }
      present.add(object);
      if (targets.length === 0 || wanted.has(object)) {
        objects.push({ object, size });
      }
    }
  }
  const { audit } = project;
  const work = {
    label: 'Hashing the cache',
    items: objects,
    file: ({ object, size }: SizedObject) =>
      ({ path: audit.path(object), size, kind: isFolderHash(object.md5) ? 'md5' : object.hash }) as const,
    judge: (item: SizedObject, digest: Digest) => judge(project, item, digest),
  };
  return {
    ...(await digestAll(project, work, signal)),
    strange: targets.length === 0 ? strange : [],
    missing: [...wanted].filter((object) => !present.has(object)).map(objectKey),
    changed: [],
  };
}

function judge({ audit }: Project, { object, size }: SizedObject, digest: Digest): Damage | undefined {
  const at = audit.path(object);
  if ('problem' in digest) {
    return { object, at, size, what: `it can't be read: ${digest.problem}`, isRead: false };
  }
  const what = whatIsWrong(object, digest.md5, () => audit.listFolder(object.md5) !== undefined);
  return what === undefined ? undefined : { object, at, size, what, isRead: true };
}

/** Adds to each damaged content what uses it in any branch, tag or worktree. */
export async function nameDamage(project: Project, damaged: readonly Damage[]): Promise<readonly NamedDamage[]> {
  const users =
    damaged.length === 0 ? new Map<string, readonly string[]>() : await whoUses(project, new Set(damaged.map(({ object }) => object.md5)));
  return damaged.map((damage) => ({ ...damage, uses: users.get(damage.object.md5) ?? [] }));
}

/** What uses each of the objects with these keys, by key. */
export async function nameMissing(project: Project, keys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const md5s = new Map(keys.map((key) => [key, parseObjectKey(key)?.md5 ?? '']));
  const users = keys.length === 0 ? new Map<string, readonly string[]>() : await whoUses(project, new Set(md5s.values()));
  return new Map([...md5s].map(([key, md5]) => [key, users.get(md5) ?? []]));
}

/** Removes what is damaged from the cache, but nothing that couldn't be read. Answers how many objects that were. */
export async function removeDamaged(project: Project, damaged: readonly Damage[]): Promise<number> {
  const objects = damaged.filter(({ isRead }) => isRead).map(({ object }) => object);
  await project.transfers.remove(objects);
  return objects.length;
}
