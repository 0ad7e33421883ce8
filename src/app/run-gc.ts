import { isFolderHash } from '../core/data/hash-info.ts';
import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import type { GcPlan, Removal } from './plan-gc.ts';
import type { Project } from './project.ts';

const removedAtOnce = 1000;

/**
 * Removes what was planned. Lists of folders go before files: a kill in between leaves files that nothing names, which
 * the next run removes, and never a folder that looks whole until its files are needed.
 */
export async function runGc(project: Project, plan: GcPlan, remote: Remote | undefined, signal: AbortSignal): Promise<void> {
  const remove = async (
    label: string,
    removals: readonly Removal[],
    work: (objects: readonly ObjectId[]) => Promise<unknown>,
  ): Promise<void> => {
    const bytes = removals.reduce((sum, { size }) => sum + size, 0);
    using progress = project.console.progress(label, removals.length, bytes);
    const ordered = [true, false].flatMap((isFolder) => removals.filter(({ object }) => isFolderHash(object.md5) === isFolder));
    for (let at = 0; at < ordered.length; at += removedAtOnce) {
      if (signal.aborted) {
        throw new SightlineError('interrupted', 'interrupted: what was not removed yet is still there');
      }
      const some = ordered.slice(at, at + removedAtOnce);
      await work(some.map(({ object }) => object));
      progress.advance(
        some.length,
        some.reduce((sum, { size }) => sum + size, 0),
      );
    }
  };
  await remove('Removing from the cache', plan.cache, (objects) => project.transfers.remove(objects));
  if (remote !== undefined && plan.cloud !== undefined) {
    await remove(`Removing from ${remote.storage.url}`, plan.cloud, (objects) => remote.storage.remove(objects.map(objectKey)));
  }
}
