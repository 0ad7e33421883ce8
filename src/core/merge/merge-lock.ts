import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { chooseSide, unionOfNames, type Versions } from './choose-side.ts';
import { describeStageConflict } from './stage-conflict.ts';
import { Disputed, type MergedFile, type Part, Parts } from './merged-text.ts';

/** A merged file. */
export interface Merge {
  readonly file: MergedFile;
  /** A sentence on each part that a person has to decide. */
  readonly conflicts: readonly string[];
  /** What else is worth knowing. */
  readonly notes: readonly string[];
}

/**
 * Merges dvc.lock stage by stage. A stage's entry says that this command made these outputs from these dependencies and
 * parameters: it is taken as a whole from the branch that ran the stage, never put together from two runs. Stages
 * stand in the order of ours, those that only theirs ran come after.
 */
export function mergeLocks({ base, ours, theirs }: Versions<ValueMap> & Record<'ours' | 'theirs', ValueMap>): Merge {
  const conflicts: string[] = [];
  const file = new Map<string, Part | Parts>();
  for (const key of unionOfNames(ours.keys(), theirs.keys())) {
    const versions = { base: base?.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    if (key === 'stages') {
      const stages = mergeNamed(mapOf(versions, stagesOf), (name, stage) => conflicts.push(describeStageConflict(name, stage)));
      file.set(key, new Parts('mapping', stages));
    } else if (key === 'datasets') {
      const named = mapOf(versions, datasetsOf);
      const merged = mergeNamed(named, (name) => conflicts.push(`dataset ${name}: both branches changed it`));
      file.set(key, new Parts('list', merged));
    } else {
      const part = decide(versions, () => conflicts.push(`${key}: both branches changed it`));
      if (part !== undefined) {
        file.set(key, part);
      }
    }
  }
  return { file, conflicts, notes: [] };
}

/** The value of the branch that changed it; disputed when both did. */
export function decide(versions: Versions<Value>, onConflict: () => void): Part | undefined {
  const side = chooseSide(versions);
  if (side === 'both') {
    onConflict();
    return new Disputed(versions.ours, versions.theirs);
  }
  return versions[side];
}

type Named = ReadonlyMap<string, Value>;

function mergeNamed(
  { base, ours, theirs }: Record<'base' | 'ours' | 'theirs', Named>,
  onConflict: (name: string, versions: Versions<Value>) => void,
): ReadonlyMap<string, Part> {
  const merged = new Map<string, Part>();
  for (const name of unionOfNames(ours.keys(), theirs.keys())) {
    const versions = { base: base.get(name), ours: ours.get(name), theirs: theirs.get(name) };
    const part = decide(versions, () => onConflict(name, versions));
    if (part !== undefined) {
      merged.set(name, part);
    }
  }
  return merged;
}

function mapOf(
  { base, ours, theirs }: Versions<Value>,
  read: (value: Value | undefined) => Named,
): Record<'base' | 'ours' | 'theirs', Named> {
  return { base: read(base), ours: read(ours), theirs: read(theirs) };
}

function stagesOf(value: Value | undefined): Named {
  return isMap(value) ? value : new Map();
}

function datasetsOf(value: Value | undefined): Named {
  return new Map(
    (isList(value) ? value : []).map((item, at): [string, Value] => {
      const name = isMap(item) ? item.get('name') : undefined;
      return [typeof name === 'string' ? name : String(at), item];
    }),
  );
}
