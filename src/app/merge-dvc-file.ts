import { type DvcFile, hashKeys } from '../core/data/dvc-file.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import { chooseSide, unionOfNames, type Versions } from '../core/merge/choose-side.ts';
import { decide, type Merge } from '../core/merge/merge-lock.ts';
import { Disputed, type Part, Parts } from '../core/merge/merged-text.ts';
import { contentOf, type OutputVersions, pairOutputs, pathOf } from '../core/merge/pair-outputs.ts';
import type { Value, ValueMap } from '../core/value/value.ts';
import { type FolderVersions, isFolder, type MergeData, mergeFolderOutput } from './merge-folder-output.ts';

/** The `.dvc` files of both branches; base is undefined when each branch added the file. */
export type DvcFileVersions = Versions<DvcFile> & Record<'ours' | 'theirs', DvcFile>;

interface Findings {
  readonly conflicts: string[];
  readonly notes: string[];
}

/** Merges a `.dvc` file output by output, and an output that is a folder file by file. */
export async function mergeDvcFiles(data: MergeData, { base, ours, theirs }: DvcFileVersions): Promise<Merge> {
  const findings: Findings = { conflicts: [], notes: [] };
  const file = new Map<string, Part | Parts>();
  const isImport = ours.isImport || theirs.isImport;
  const imports = isImport ? mergeImport({ base, ours, theirs }, findings) : new Map<string, Part>();
  for (const key of unionOfNames(ours.source.keys(), theirs.source.keys())) {
    const versions = { base: base?.source.get(key), ours: ours.source.get(key), theirs: theirs.source.get(key) };
    const part =
      isImport && importKeys.includes(key)
        ? imports.get(key)
        : key === 'outs'
          ? await mergeOutputs(data, versions, ours.wdir, findings)
          : decide(versions, () => findings.conflicts.push(`${ours.path}: both branches changed '${key}'`));
    if (part !== undefined) {
      file.set(key, part);
    }
  }
  return { file, ...findings };
}

/** An import says that this content came from there: these keys are taken together from one branch. */
const importKeys: readonly string[] = ['md5', 'deps', 'outs'];

function mergeImport({ base, ours, theirs }: DvcFileVersions, findings: Findings): ReadonlyMap<string, Part> {
  const imported = (file: DvcFile | undefined): ValueMap | undefined =>
    file === undefined ? undefined : new Map([...file.source].filter(([key]) => importKeys.includes(key)));
  const side = chooseSide({ base: imported(base), ours: imported(ours), theirs: imported(theirs) });
  if (side === 'both') {
    findings.conflicts.push(`${ours.path}: both branches updated what it imports`);
  }
  const parts = importKeys.map((key): [string, Part | undefined] => [
    key,
    side === 'both' ? new Disputed(ours.source.get(key), theirs.source.get(key)) : { ours, theirs }[side].source.get(key),
  ]);
  return new Map(parts.flatMap(([key, part]): [string, Part][] => (part === undefined ? [] : [[key, part]])));
}

async function mergeOutputs(data: MergeData, versions: Versions<Value>, wdir: string, findings: Findings): Promise<Parts> {
  const merged = new Map<string, Part>();
  for (const output of pairOutputs(versions)) {
    const part = await mergeOutput(data, output, wdir, findings);
    if (part !== undefined) {
      merged.set(String(merged.size), part);
    }
  }
  return new Parts('list', merged);
}

async function mergeOutput(data: MergeData, versions: OutputVersions, wdir: string, findings: Findings): Promise<Part | undefined> {
  const { base, ours, theirs } = versions;
  const side = chooseSide(versions);
  if (side !== 'both') {
    return versions[side];
  }
  const shown = joinFromRoot(wdir, pathOf(ours ?? theirs));
  if (ours === undefined || theirs === undefined) {
    findings.conflicts.push(`${shown}: one branch removed it, the other changed it`);
    return new Disputed(ours, theirs);
  }
  const settled = mergeSettings({ base, ours, theirs }, shown, findings);
  if (settled === undefined) {
    return new Disputed(ours, theirs);
  }
  const content = chooseSide({ base: contentOf(base), ours: contentOf(ours), theirs: contentOf(theirs) });
  if (content !== 'both') {
    return withContent(settled, content === 'ours' ? ours : theirs);
  }
  if (!isFolder(ours) || !isFolder(theirs)) {
    findings.conflicts.push(`${shown}: changed in both branches`);
    return new Disputed(withContent(settled, ours), withContent(settled, theirs));
  }
  return mergeFolders(data, { base, ours, theirs }, settled, shown, findings);
}

async function mergeFolders(
  data: MergeData,
  versions: FolderVersions,
  settled: ValueMap,
  shown: string,
  findings: Findings,
): Promise<Part> {
  const merged = await mergeFolderOutput(data, versions, shown);
  findings.conflicts.push(...merged.conflicts);
  findings.notes.push(...merged.notes);
  const ours = withContent(settled, merged.ours);
  return merged.conflicts.length === 0 ? ours : new Disputed(ours, withContent(settled, merged.theirs));
}

/** What else is said of an output (`desc`, `remote`, `push`), key by key; undefined when the branches disagree. */
function mergeSettings(
  { base, ours, theirs }: OutputVersions & Record<'ours' | 'theirs', ValueMap>,
  shown: string,
  findings: Findings,
): ValueMap | undefined {
  const settled = new Map<string, Value>();
  for (const key of unionOfNames(ours.keys(), theirs.keys())) {
    const versions = { base: base?.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    const side = hashKeys.includes(key) ? 'ours' : chooseSide(versions);
    if (side === 'both') {
      findings.conflicts.push(`${shown}: both branches changed its '${key}'`);
      return undefined;
    }
    const value = versions[side];
    if (value !== undefined) {
      settled.set(key, value);
    }
  }
  return settled;
}

/** The settings with the content of `out`; keys stay where they are, new ones come last. */
function withContent(settled: ValueMap, out: ValueMap): ValueMap {
  const content = contentOf(out) ?? new Map<string, Value>();
  const kept = [...settled].flatMap(([key, value]): [string, Value][] => {
    const now = hashKeys.includes(key) ? content.get(key) : value;
    return now === undefined ? [] : [[key, now]];
  });
  return new Map([...kept, ...[...content].filter(([key]) => !settled.has(key))]);
}
