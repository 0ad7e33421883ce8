import type { ObjectId } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { type DataEntry, spellEntry, type TrackedData } from '../core/data-diff/tracked-data.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import type { Project } from './project.ts';
import { presentAt } from './remote-presence.ts';
import type { RecordedOutput } from './recorded-data.ts';
import { poolFor } from './transfer-pool.ts';
import { openObjectRemote } from './versioned-files.ts';

/** Which remote is asked for what. */
export interface RemoteQuestion {
  /** Undefined stands for the default one; an output's own goes before it. */
  readonly remote: string | undefined;
  readonly granular: boolean;
  readonly isWanted: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/** What a push would send to a remote that lacks it, by path; without a remote that is everything. */
export async function notInRemote(
  { remotes }: Pick<Project, 'remotes'>,
  outputs: readonly RecordedOutput[],
  recorded: readonly TrackedData[],
  question: RemoteQuestion,
): Promise<readonly string[]> {
  const contents = new Map(recorded.map((data) => [data.path, data]));
  const pushed = outputs.filter((output) => output.push);
  const absent: DataEntry[] = [];
  for (const [name, group] of Map.groupBy(pushed, (output) => output.remote ?? question.remote ?? remotes.defaultName)) {
    const entries = group.flatMap(({ path }) => entriesOf(contents.get(path), question));
    absent.push(...(name === undefined ? entries : await absentAt(remotes, name, entries, question)));
  }
  return absent.map(spellEntry).toSorted(compareCodePoints);
}

type StoredEntry = DataEntry & { readonly object: ObjectId };

function entriesOf(data: TrackedData | undefined, { granular, isWanted }: RemoteQuestion): readonly StoredEntry[] {
  if (data?.object === undefined) {
    return [];
  }
  const { path, object, isFolder, files } = data;
  const inside = granular && files !== 'unknown' ? files : [];
  const entries: readonly StoredEntry[] = [
    { path, object, isFolder },
    ...inside.map(({ relpath, md5 }) => ({ path: `${path}/${relpath}`, object: { md5, hash: object.hash }, isFolder: false })),
  ];
  return entries.filter((entry) => isWanted(entry.path));
}

async function absentAt(
  remotes: Project['remotes'],
  name: string,
  entries: readonly StoredEntry[],
  { signal }: RemoteQuestion,
): Promise<readonly StoredEntry[]> {
  const remote = await openObjectRemote({ remotes }, name, 'data status --not-in-remote');
  const wanted = new ObjectSet(entries.map(({ object }) => object));
  const present = await presentAt(remote.storage, wanted, poolFor(remote, { jobs: undefined, signal }));
  return entries.filter(({ object }) => !present.has(object));
}
