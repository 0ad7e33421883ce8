import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import type { FilePart } from '../core/data/file-part.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { Remote } from '../core/remote-ports.ts';
import { chosenOutputs, type FetchedType, isAskedFor, isOfType, isRepositoryImport, type TransferChoice } from './chosen-outputs.ts';
import type { Pipeline } from './load-pipeline.ts';
import { keepLists } from './keep-lists.ts';
import { fetchVersionedImports } from './fetch-versioned-imports.ts';
import { type Project, showPath } from './project.ts';
import type { RunCheck } from './run-check.ts';
import { poolFor, type PoolResult, refuseFailures, transferEach } from './transfer-pool.ts';
import { fetchRuns, type RunTransfer } from './transfer-runs.ts';
import type { UsedOutput, WantedContent } from './used-outputs.ts';
import { fetchVersions } from './versioned-fetch.ts';
import { keepsVersions } from './versioned-files.ts';
import { namesOf, warnMissing } from './warn-missing.ts';

/** What to fetch, and how. */
export interface FetchChoice extends TransferChoice {
  /** Where imports came from. */
  readonly imports: ImportSources;
  /** Only outputs smaller than so many bytes. */
  readonly maxSize: number | undefined;
  /** Only outputs of these kinds; all when there are none. */
  readonly types: readonly FetchedType[];
  /** Only these of the files. */
  readonly part: FilePart | undefined;
  /** Which runs of the trusted place are fetched; all without it. */
  readonly check?: RunCheck | undefined;
}

/** What came of it. */
export interface Fetched {
  /** Objects that came; DVC doesn't count runs among them. */
  readonly count: number;
  /** What neither the cache nor a remote has. */
  readonly missing: ObjectSet;
  /** Set when a folder's list was there, but not all of its files, or a version that is recorded wasn't. */
  readonly incomplete: SightlineError | undefined;
  /** Folders, from the root, of which nobody knows what they hold: their lists are among `missing`. */
  readonly unlisted: readonly string[];
}

/** Brings the objects that the cache lacks from their remotes. Throws when one could not be brought that is there. */
export async function fetch(project: Project, choice: FetchChoice, signal: AbortSignal): Promise<Fetched> {
  const accept = (used: UsedOutput, pipeline: Pipeline): boolean => {
    const size = used.info.size ?? 0;
    const isSmall = choice.maxSize === undefined || size === 0 || size < choice.maxSize;
    return (
      (choice.part?.touches(used.path) ?? true) &&
      isSmall &&
      (choice.types.length === 0 || choice.types.some((type) => isOfType(used, type, pipeline)))
    );
  };
  const chosen = await chosenOutputs(project, choice, { accept });
  if (choice.remote !== undefined) {
    await project.remotes.open(choice.remote); // a remote that isn't there is told of even if nothing is needed from it
  }
  if (choice.runCache) {
    await fetchRuns(project, await project.remotes.open(choice.remote), { jobs: choice.jobs, signal, check: choice.check });
  }
  const run = new Fetch(project, { jobs: choice.jobs, signal }, choice.part);
  for (const [name, outputs] of chosen) {
    const own = outputs.filter((used) => !isRepositoryImport(used));
    const { left, count } =
      choice.part === undefined
        ? await fetchVersionedImports(project, choice.imports, own, { jobs: choice.jobs, signal })
        : { left: own, count: 0 };
    run.add(count);
    await run.from(name, left);
    for (const used of outputs.filter(isRepositoryImport)) {
      await noteImport(project, used);
    }
  }
  return run.result();
}

/** Brings what the cache lacks of contents from one remote, the default one when it has no name. */
export async function fetchContents(
  project: Project,
  name: string | undefined,
  contents: readonly WantedContent[],
  options: RunTransfer,
): Promise<Fetched> {
  const run = new Fetch(project, options);
  await run.from(name, contents);
  return run.result();
}

async function noteImport(project: Project, { path, info }: UsedOutput): Promise<void> {
  if ((await project.data.missing(info)).length > 0) {
    project.console.warn(`'${showPath(project, path)}' is imported from another repository: run 'dvc fetch' for it, which asks that one.`);
  }
}

class Fetch {
  readonly #project: Project;
  readonly #options: RunTransfer;
  readonly #part: FilePart | undefined;
  readonly #missing = new ObjectSet();
  /** What no version is recorded of at a remote that keeps objects in no other way. */
  readonly #unversioned = new ObjectSet();
  readonly #results: PoolResult[] = [];
  #count = 0;
  readonly #holes = new Set<string>();
  readonly #unlisted = new Set<string>();

  constructor(project: Project, options: RunTransfer, part?: FilePart) {
    this.#project = project;
    this.#options = options;
    this.#part = part;
  }

  /** Counts objects that came in another way. */
  add(count: number): void {
    this.#count += count;
  }

  async from(name: string | undefined, wanted: readonly WantedContent[]): Promise<void> {
    const remote =
      name === undefined && this.#project.remotes.defaultName === undefined ? undefined : await this.#project.remotes.open(name);
    await (remote !== undefined && keepsVersions(remote) ? this.#bringVersions(remote, wanted) : this.#bringObjects(name, wanted));
  }

  async #bringVersions(remote: Remote, wanted: readonly WantedContent[]): Promise<void> {
    if (this.#part !== undefined) {
      throw new SightlineError('invalid-option', `remote '${remote.name}' keeps versions, of which no part can be fetched by itself`);
    }
    const { fetched, missing, unversioned, result } = await fetchVersions(this.#project, remote, wanted, poolFor(remote, this.#options));
    this.#count += fetched;
    this.#results.push(result);
    missing.forEach(({ path }) => this.#holes.add(path));
    unversioned.forEach((object) => this.#unversioned.add(object));
    const show = (files: readonly { readonly path: string }[]): readonly string[] => files.map(({ path }) => showPath(this.#project, path));
    warnMissing(this.#project, `not at '${remote.name}' in the version that is recorded`, show(missing));
    warnMissing(this.#project, `missing cloud version information and will not be fetched from '${remote.name}'`, show(unversioned));
  }

  async #bringObjects(name: string | undefined, wanted: readonly WantedContent[]): Promise<void> {
    await keepLists(this.#project, wanted);
    const folders = wanted.filter(({ info }) => isFolderHash(info.md5));
    const single = wanted.filter(({ path, info }) => !isFolderHash(info.md5) && (this.#part?.accepts(path) ?? true));
    await this.#bring(name, new ObjectSet(folders.map(({ info }) => info)), 'Fetching lists of folders');
    const files = new ObjectSet(single.map(({ info }) => info));
    const inside = new ObjectSet();
    for (const used of folders) {
      for (const object of await this.#filesOf(used)) {
        inside.add(object);
        files.add(object);
      }
    }
    await this.#bring(name, files, 'Fetching');
    namesOf([...this.#missing].filter((object) => inside.has(object))).forEach((md5) => this.#holes.add(md5));
  }

  result(): Fetched {
    warnMissing(this.#project, 'neither in the cache nor at the remote', namesOf(this.#missing));
    refuseFailures('fetched', this.#results);
    const incomplete =
      this.#holes.size === 0
        ? undefined
        : new SightlineError('remote-data-missing', `${this.#holes.size} of the files are not at the remote`);
    const missing = new ObjectSet([...this.#missing, ...this.#unversioned]);
    return { count: this.#count, missing, incomplete, unlisted: [...this.#unlisted] };
  }

  async #bring(name: string | undefined, objects: Iterable<ObjectId>, label: string): Promise<void> {
    const absent = await this.#project.transfers.absent([...objects]);
    if (absent.length === 0) {
      return;
    }
    const remote = await this.#project.remotes.open(name);
    using progress = this.#project.console.progress(`${label} from ${remote.name}`, absent.length);
    const onBytes = (bytes: number): void => progress.advance(0, bytes);
    const work = async (object: ObjectId): Promise<void> => {
      if (await this.#receive(remote, object, onBytes)) {
        this.#count += 1;
      } else {
        this.#missing.add(object);
      }
      progress.advance(1);
    };
    this.#results.push(await transferEach(absent, work, poolFor(remote, this.#options)));
  }

  async #receive({ storage }: Remote, object: ObjectId, onBytes: (count: number) => void): Promise<boolean> {
    const options = { signal: this.#options.signal, onBytes };
    return this.#project.transfers.receive(object, (temporary) => storage.download(objectKey(object), temporary, options));
  }

  #isWanted(used: WantedContent, relpath: string): boolean {
    return isAskedFor(used, relpath) && (this.#part === undefined || this.#part.accepts(`${used.path}/${relpath}`, relpath));
  }

  async #filesOf(used: WantedContent): Promise<readonly ObjectId[]> {
    const entries = await this.#project.data.entries(used.info);
    if (entries === undefined) {
      this.#unlisted.add(used.path);
      return [];
    }
    return entries.filter(({ relpath }) => this.#isWanted(used, relpath)).map(({ md5 }) => ({ md5, hash: used.info.hash }));
  }
}
