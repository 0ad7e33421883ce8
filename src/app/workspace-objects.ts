import { isFolderHash } from '../core/data/hash-info.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { isAskedFor } from './chosen-outputs.ts';
import type { Project } from './project.ts';
import { selectParts } from './select-nodes.ts';
import { type UsedOutput, usedOutputs } from './used-outputs.ts';

/** Every object that the workspace's outputs, or those that are accepted, are made of, as far as the cache has the lists of their files. */
export async function workspaceObjects(
  project: Project,
  targets: readonly string[],
  accept: (output: UsedOutput) => boolean = () => true,
): Promise<ObjectSet> {
  const objects = new ObjectSet();
  const used = await usedOutputs(project.workspace, {
    select: (pipeline) => selectParts(project, pipeline, targets, { recursive: true }),
  });
  for (const content of used.filter(accept)) {
    const { info } = content;
    if (info.files === undefined) {
      objects.add(info);
    }
    const entries = isFolderHash(info.md5) ? (info.files ?? project.audit.listFolder(info.md5) ?? []) : [];
    for (const { md5, relpath } of entries) {
      if (isAskedFor(content, relpath)) {
        objects.add({ md5, hash: info.hash });
      }
    }
  }
  return objects;
}
