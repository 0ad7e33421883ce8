import type { GcPlan, Removal } from '../app/plan-gc.ts';
import { objectKey } from '../core/data/object-key.ts';
import type { Remote } from '../core/remote-ports.ts';
import { formatBytes } from '../core/value/byte-count.ts';

const mostLines = 20;

/** What will be removed from where: the first objects by name, all of them by number and bytes. */
export function listRemovals(plan: GcPlan, cacheFolder: string, remote: Remote | undefined): readonly string[] {
  const { remembered, young } = plan;
  return [
    ...listPlace(plan.cache, cacheFolder),
    ...(remote === undefined ? [] : listPlace(plan.cloud ?? [], remote.storage.url)),
    ...(remembered.objects === 0
      ? []
      : [
          `Kept ${countObjects(remembered)} that only the run cache names: results of runs that would have to run again. --runs removes them, too.`,
        ]),
    ...(young.objects === 0 ? [] : [`Kept ${countObjects(young)} that came to the remote a short time ago (--grace).`]),
  ];
}

/** The removals from one place. */
export function listPlace(removals: readonly Removal[], place: string): readonly string[] {
  if (removals.length === 0) {
    return [];
  }
  const lines = removals.slice(0, mostLines).map(({ object, size }) => `Removing ${place}/${objectKey(object)} (${formatBytes(size)})`);
  const more = removals.length > mostLines ? [`and ${removals.length - mostLines} more`] : [];
  return [...lines, ...more, `In all ${countObjects({ objects: removals.length, bytes: bytesOf(removals) })} in ${place}.`];
}

function countObjects({ objects, bytes }: { readonly objects: number; readonly bytes: number }): string {
  return `${objects} object${objects === 1 ? '' : 's'} (${formatBytes(bytes)})`;
}

function bytesOf(removals: readonly Removal[]): number {
  return removals.reduce((sum, { size }) => sum + size, 0);
}

/** What came of it, in DVC's words; DVC says after `--dry`, too, that it removed. */
export function tellRemoved({ cache, cloud }: GcPlan, isDry: boolean): string {
  const done = (count: number, place: string): string =>
    isDry ? `${count} objects would be removed from ${place}.\n` : `Removed ${count} objects from ${place}.\n`;
  const local = cache.length > 0 ? done(cache.length, 'repo cache') : "No unused 'repo' cache to remove.\n";
  const remote = cloud === undefined ? '' : cloud.length > 0 ? done(cloud.length, 'remote') : 'No unused cache to remove from remote.\n';
  return `${local}${remote}`;
}

/** The whole list, for scripts. */
export function gcToJson({ cache, cloud, remembered, young }: GcPlan, isDry: boolean): string {
  const kept = { runs: remembered, recent: young };
  return `${JSON.stringify({ dry: isDry, cache: cache.map(toJson), ...(cloud === undefined ? {} : { remote: cloud.map(toJson) }), kept })}\n`;
}

function toJson({ object, size }: Removal) {
  return { key: objectKey(object), md5: object.md5, hash: object.hash, size };
}
