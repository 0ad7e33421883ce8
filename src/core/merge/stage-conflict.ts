import { isList, isMap, type Value } from '../value/value.ts';
import { chooseSide, sameText, type Versions } from './choose-side.ts';

const shownParts = 5;

/** What both branches did to a stage's entry in dvc.lock, in a sentence. */
export function describeStageConflict(name: string, { base, ours, theirs }: Versions<Value>): string {
  if (ours === undefined || theirs === undefined) {
    const changed = changedParts(base, ours ?? theirs);
    return `stage ${name}: one branch removed it, the other changed ${list(changed)}`;
  }
  if (base === undefined) {
    return `stage ${name}: both branches added it, and ${list(changedParts(ours, theirs))} differ`;
  }
  const [parts, inOurs, inTheirs] = [partsOf(base), partsOf(ours), partsOf(theirs)];
  const names = new Set([...inOurs.keys(), ...inTheirs.keys(), ...parts.keys()]);
  const both = [...names].filter(
    (part) => chooseSide({ base: parts.get(part), ours: inOurs.get(part), theirs: inTheirs.get(part) }) === 'both',
  );
  return both.length > 0
    ? `stage ${name}: both branches changed ${list(both)}`
    : `stage ${name}: one branch changed ${list(changedParts(base, ours))}, the other ${list(changedParts(base, theirs))}, and what is recorded is one run`;
}

function changedParts(before: Value | undefined, after: Value | undefined): readonly string[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  return [...new Set([...now.keys(), ...old.keys()])].filter((part) => !sameText(old.get(part), now.get(part)));
}

/** Outputs first: they are what a person asks about. */
function partsOf(stage: Value | undefined): ReadonlyMap<string, Value> {
  const parts = new Map<string, Value>();
  if (!isMap(stage)) {
    return parts;
  }
  entriesOf(stage.get('outs')).forEach(([path, entry]) => parts.set(`its output ${path}`, entry));
  entriesOf(stage.get('deps')).forEach(([path, entry]) => parts.set(`its dependency ${path}`, entry));
  const params = stage.get('params');
  for (const [file, values] of isMap(params) ? params : []) {
    for (const [key, value] of isMap(values) ? values : []) {
      parts.set(`its parameter ${key} of ${file}`, value);
    }
  }
  const cmd = stage.get('cmd');
  return cmd === undefined ? parts : parts.set('its command', cmd);
}

function entriesOf(entries: Value | undefined): readonly (readonly [string, Value])[] {
  return (isList(entries) ? entries : []).flatMap((entry) => {
    const path = isMap(entry) ? entry.get('path') : undefined;
    return typeof path === 'string' ? [[path, entry] as const] : [];
  });
}

function list(parts: readonly string[]): string {
  const shown = parts.slice(0, shownParts);
  const more = parts.length - shown.length;
  const words = more > 0 ? [...shown, `${more} more`] : shown;
  return words.length <= 1 ? (words[0] ?? 'it') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
