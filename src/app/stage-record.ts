import { SightlineError, type Place } from '../core/errors.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import type { Stage, StagePath } from '../core/pipeline/stage.ts';
import type { ValueMap } from '../core/value/value.ts';
import { lockedInfo, type StageFactsPorts } from './stage-facts.ts';

/** What goes into a run, as the lock will record it. */
export type StageInputs = Pick<LockedStage, 'cmd' | 'deps' | 'params'>;

/** How to record inputs. */
export interface RecordOptions {
  /** What the lock says so far: entries of DVC 2 that didn't change keep their kind of hash. */
  readonly locked: LockedStage | undefined;
  /** Data that is missing is recorded as the lock has it. */
  readonly allowMissing: boolean;
  /** Where the stage has an entry; without it an error names the file only. */
  readonly placeOf?: (definition: string) => Place;
}

/** The stage's dependencies and parameters as they are now. Throws `missing-file` for one that isn't there. */
export async function recordInputs(ports: StageFactsPorts, stage: Stage, options: RecordOptions): Promise<StageInputs> {
  const deps: LockedEntry[] = [];
  for (const dep of stage.deps) {
    const before = lockedInfo(options.locked?.deps, dep);
    const info = await describeAs(ports, dep, before);
    if (info === undefined && !(options.allowMissing && before !== undefined)) {
      throw new SightlineError('missing-file', `'${dep.definition}', a dependency of stage '${stage.address}', does not exist`, {
        place: options.placeOf?.(dep.definition) ?? { file: stage.file },
        hint: 'Create it, correct the path, or name the stage that makes it.',
      });
    }
    deps.push({ path: dep.definition, info: info ?? before });
  }
  const params = new Map<string, ValueMap>();
  for (const dep of stage.params) {
    params.set(dep.definition, await ports.parameters.select(dep, stage));
  }
  return { cmd: stage.cmd, deps, params };
}

/** The content at a path; by DVC 2's hash when that is how the lock names the same content. */
async function describeAs(ports: StageFactsPorts, path: StagePath, locked: HashInfo | undefined): Promise<HashInfo | undefined> {
  if (locked?.hash === 'md5-dos2unix') {
    const old = await ports.data.describe(path.path, 'md5-dos2unix');
    if (old?.info.md5 === locked.md5) {
      return old.info;
    }
  }
  return (await ports.data.describe(path.path))?.info;
}
