import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { SightlineError } from '../core/errors.ts';
import type { GitBranch } from '../core/ports.ts';
import type { Remote } from '../core/remote-ports.ts';
import { checkScope, commitsInScope, type GcPlaces, type GcScope } from './gc-scope.ts';
import { KeptContents, type ListSources } from './kept-contents.ts';
import { findNamedData } from './named-data.ts';
import type { Project } from './project.ts';
import { listRemote, type RemoteObject, rememberedAt } from './remote-objects.ts';
import { rememberedOutputs } from './remembered-outputs.ts';
import { checkUnknownFolder } from './unknown-folders.ts';

/** What to remove, and how. */
export interface GcRequest extends GcPlaces {
  readonly scope: GcScope;
  /** Other projects that use the same cache or remote. */
  readonly others: readonly Project[];
  /** Lists of files that merges made a short time ago. */
  readonly merged: readonly string[];
  readonly remote: Remote | undefined;
  readonly jobs: number | undefined;
  /** Go on where something that names data can't be read. */
  readonly skipFailed: boolean;
  /** Also remove what only the run cache names. */
  readonly runs: boolean;
  /** Objects that came to the remote later, in milliseconds, stay: whoever pushed them may not have pushed to git yet. */
  readonly youngest: number;
}

/** An object to remove, and the bytes it takes. */
export interface Removal {
  readonly object: ObjectId;
  readonly size: number;
}

/** Objects that nothing names but that stay. */
export interface Spared {
  readonly objects: number;
  readonly bytes: number;
}

/** What would be removed; nothing has been yet. */
export interface GcPlan {
  readonly cache: readonly Removal[];
  /** Undefined unless the remote was asked for. */
  readonly cloud: readonly Removal[] | undefined;
  /** In the cache, since a run that the run cache remembers made them. */
  readonly remembered: Spared;
  /** At the remote, since they came a short time ago. */
  readonly young: Spared;
}

/** Finds what nothing names any more. The repository must be locked until what it answers is removed. */
export async function planGc(project: Project, request: GcRequest): Promise<GcPlan> {
  checkScope(request.scope, request);
  const remote = request.remote ?? (await defaultRemote(project));
  const sources: ListSources = { audit: project.audit, remotes: remote === undefined ? [] : [remote.storage] };
  const named = await keepNamed(project, [project], request, sources);
  named.addAll(request.merged, undefined);
  await named.addFolderFiles(async () => {});
  const theirs = await keepNamed(project, request.others, request, sources);
  const remembered = new KeptContents(sources);
  if (!request.runs) {
    for await (const text of project.runCache.texts()) {
      remembered.addAll(rememberedOutputs(text), undefined);
    }
  }
  const listed = request.remote === undefined ? [] : await listRemote(request.remote.storage, request.jobs);
  if (request.cloud && request.remote !== undefined && !request.runs) {
    remembered.addAll(await rememberedAt(request.remote.storage, request.jobs), undefined);
  }
  await remembered.addFolderFiles(async () => {}); // all lists that are known; a run without one can't be restored
  return {
    ...(await planCache(project, request.notInRemote ? listed : [], { named, theirs, remembered })),
    ...(request.cloud ? await planCloud(listed, request, sources, [named, theirs, remembered]) : { cloud: undefined, young: nothing }),
  };
}

const nothing: Spared = { objects: 0, bytes: 0 };

/** DVC asks the default remote for lists of files, too. One that we can't talk to isn't asked. */
async function defaultRemote(project: Project): Promise<Remote | undefined> {
  try {
    return project.remotes.defaultName === undefined ? undefined : await project.remotes.open();
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'unsupported-remote') {
      return undefined;
    }
    throw error;
  }
}

async function keepNamed(project: Project, places: readonly Project[], request: GcRequest, sources: ListSources): Promise<KeptContents> {
  const { skipFailed, scope } = request;
  const named = new KeptContents(sources);
  for (const place of places) {
    const { history } = place;
    const theirs = request.cloud && history !== undefined ? await tipsOfRemotes(history) : [];
    const commits = history === undefined ? [] : [...theirs, ...(await commitsInScope(history, scope))];
    await toldOf(place, project, async () => {
      await findNamedData(place, { commits, skipFailed }, (contents, mention) => named.add(contents, mention));
      const found = place === project ? sources : await alsoOf(place, sources);
      await named.addFolderFiles((md5, mentions) => checkUnknownFolder(place, md5, mentions, skipFailed), found);
    });
  }
  return named;
}

/** Another project may have a cache and a default remote of its own. */
async function alsoOf(place: Project, { audit, remotes }: ListSources): Promise<ListSources> {
  const remote = await defaultRemote(place);
  return {
    audit: { listFolder: (md5) => audit.listFolder(md5) ?? place.audit.listFolder(md5) },
    remotes: remote === undefined ? remotes : [...remotes, remote.storage],
  };
}

/** What fails in another project is told with its folder. */
async function toldOf(place: Project, project: Project, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (place === project || !(error instanceof SightlineError)) {
      throw error;
    }
    const { code, message, hint, place: at } = error;
    throw new SightlineError(code, `in '${place.workspace.root}': ${message}`, {
      hint,
      cause: error,
      ...(at === undefined ? {} : { place: { ...at, file: `${place.workspace.root}/${at.file}` } }),
    });
  }
}

/**
 * Others push to a remote as well: a branch that isn't here names data that would be lost for everybody, and so does one
 * that was fetched without a ref that follows it.
 */
async function tipsOfRemotes(history: NonNullable<Project['history']>): Promise<readonly GitBranch[]> {
  if (await history.isShallow()) {
    throw new SightlineError('invalid-option', 'this clone is shallow, and a remote is cleaned only from a whole one', {
      hint: "Run 'git fetch --unshallow' first.",
    });
  }
  const { tips, unfetched } = await history.remoteTips();
  const [first, ...more] = unfetched;
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    throw new SightlineError('unknown-revision', `this clone lacks '${first}'${others} as git's remote has it, which may name data`, {
      hint: "Run 'git fetch --all --tags' first.",
    });
  }
  return tips;
}

async function planCache(
  project: Project,
  atRemote: readonly RemoteObject[],
  { named, theirs, remembered }: Readonly<Record<'named' | 'theirs' | 'remembered', KeptContents>>,
): Promise<Pick<GcPlan, 'cache' | 'remembered'>> {
  const sizes = new Map(atRemote.map(({ object, size }) => [objectKey(object), size]));
  const cache: Removal[] = [];
  let spared = nothing;
  for await (const objects of project.transfers.list()) {
    for (const object of objects) {
      const isNamed = named.has(object.md5);
      if (theirs.has(object.md5) || (isNamed && sizes.size === 0)) {
        continue; // our remote needn't be theirs
      }
      const size = project.audit.size(object) ?? 0;
      if (isNamed ? sizes.get(objectKey(object)) === size : !remembered.has(object.md5)) {
        cache.push({ object, size });
      } else if (!isNamed) {
        spared = addTo(spared, size);
      }
    }
  }
  return { cache, remembered: spared };
}

async function planCloud(
  listed: readonly RemoteObject[],
  { youngest }: GcRequest,
  sources: ListSources,
  kept: readonly KeptContents[],
): Promise<Pick<GcPlan, 'cloud' | 'young'>> {
  const unused = listed.filter(({ object }) => !kept.some((contents) => contents.has(object.md5)));
  const isYoung = ({ modified }: RemoteObject): boolean => modified === undefined || modified > youngest;
  const young = new KeptContents(sources);
  young.addAll(
    unused.filter(isYoung).map(({ object }) => object.md5),
    undefined,
  );
  await young.addFolderFiles(async () => {}); // a list that is damaged names nothing
  const [cloud, spared] = [false, true].map((isSpared) => unused.filter(({ object }) => young.has(object.md5) === isSpared));
  return { cloud: cloud ?? [], young: (spared ?? []).reduce((sum, { size }) => addTo(sum, size), nothing) };
}

function addTo({ objects, bytes }: Spared, size: number): Spared {
  return { objects: objects + 1, bytes: bytes + size };
}
