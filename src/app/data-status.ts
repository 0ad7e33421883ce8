import { compareSides, type DataStatus, inBoth, type ComparedSides } from '../core/data-diff/data-status.ts';
import { type DataEntry, spellEntry, type TrackedData } from '../core/data-diff/tracked-data.ts';
import { objectsOf } from '../core/data-diff/data-diff.ts';
import { isOutside, isWithin } from '../core/data/root-path.ts';
import type { DiffPorts } from './diff.ts';
import { notInRemote, type RemoteQuestion } from './not-in-remote.ts';
import { type Project, rootPath, showPath } from './project.ts';
import { presentData, recordedData, recordedOutputs } from './recorded-data.ts';

/** What to tell. */
export interface DataStatusRequest {
  /** Tracked paths and what lies in them; none: everything. Others are not told of. */
  readonly targets: readonly string[];
  /** File by file. */
  readonly granular: boolean;
  readonly withUnchanged: boolean;
  readonly withUntracked: boolean;
  /** Undefined: no remote is asked. */
  readonly atRemote: Pick<RemoteQuestion, 'remote' | 'signal'> | undefined;
}

/** Compares HEAD with the `.dvc` files and locks of the workspace, and these with what the workspace and the cache hold. */
export async function dataStatus(ports: DiffPorts & Pick<Project, 'remotes'>, request: DataStatusRequest): Promise<DataStatus> {
  const wanted = request.targets.map((target) => rootPath(ports, target));
  const isWanted = (path: string): boolean => wanted.length === 0 || wanted.some((target) => isWithin(path, target));
  const { outputs } = await recordedOutputs(ports, ports.workspace, []);
  const recorded = await recordedData(ports, ports.workspace, outputs);
  const withSame = request.withUnchanged || (await lacksAny(ports, recorded, request.granular));
  const options = { granular: request.granular, isWanted, withSame };
  const uncommitted = compareSides(recorded, await presentData(ports, outputs), options);
  const head = ports.git === undefined ? undefined : await ports.git.resolve('HEAD');
  const committed = await compareWithHead(ports, recorded, options, head);
  return {
    notInCache: withSame ? await notInCache(ports, uncommitted.old) : [],
    notInRemote: request.atRemote === undefined ? [] : await notInRemote(ports, outputs, recorded, { ...options, ...request.atRemote }),
    committed: committed?.changes ?? new Map(),
    uncommitted: uncommitted.changes,
    untracked: request.withUntracked ? await untrackedFiles(ports, isWanted) : undefined,
    unchanged: request.withUnchanged ? inBoth(uncommitted.unchanged, (committed ?? uncommitted).unchanged) : undefined,
    git: { isEmpty: ports.git !== undefined && head === undefined, isDirty: await isDirty(ports, request.withUntracked) },
  };
}

/** Undefined without git. Before the first commit everything is new. */
async function compareWithHead(
  ports: DiffPorts,
  recorded: Parameters<typeof compareSides>[1],
  options: Parameters<typeof compareSides>[2],
  head: string | undefined,
): Promise<ComparedSides | undefined> {
  if (ports.git === undefined) {
    return undefined;
  }
  if (head === undefined) {
    return compareSides([], recorded, options);
  }
  const tree = await ports.git.tree('HEAD');
  const { outputs } = await recordedOutputs(ports, tree, []);
  return compareSides(await recordedData(ports, tree, outputs), recorded, options);
}

/** Whether the cache lacks any object; without a path for each, of which there may be a million. */
async function lacksAny({ transfers }: DiffPorts, recorded: readonly TrackedData[], granular: boolean): Promise<boolean> {
  const looked = granular ? recorded : recorded.map((data) => ({ ...data, files: [] }));
  for (const group of Map.groupBy(looked, ({ object }) => object?.hash).values()) {
    if ((await transfers.absent(objectsOf(group))).length > 0) {
      return true;
    }
  }
  return false;
}

/** One look at each object, told path by path; what has the same content comes together. */
async function notInCache({ transfers }: DiffPorts, entries: readonly DataEntry[]): Promise<readonly string[]> {
  const byObject = Map.groupBy(entries, ({ object }) => `${object?.hash}:${object?.md5}`);
  const objects = [...byObject.values()].flatMap(([first]) => first?.object ?? []);
  const absent = await transfers.absent(objects);
  return absent.flatMap((object) => (byObject.get(`${object.hash}:${object.md5}`) ?? []).map(spellEntry));
}

async function untrackedFiles(ports: DiffPorts, isWanted: (path: string) => boolean): Promise<readonly string[]> {
  const files = (await ports.git?.untrackedFiles()) ?? [];
  return files.filter((file) => !isOutside(file) && isWanted(file)).map((file) => showPath(ports, file));
}

async function isDirty({ git }: DiffPorts, withUntracked: boolean): Promise<boolean> {
  const changed = (await git?.changedFiles()) ?? [];
  const untracked = new Set(withUntracked ? [] : await git?.untrackedFiles());
  return changed.some((file) => !untracked.has(file));
}
