import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import { chosenOutputs, type FetchedType, isAskedFor, isOfType, isRepositoryImport, type TransferChoice } from './chosen-outputs.ts';
import { type Project, showPath } from './project.ts';
import { poolFor, type PoolResult, transferEach, transferError } from './transfer-pool.ts';
import type { UsedOutput } from './used-outputs.ts';
import { warnMissing } from './warn-missing.ts';

/** What to fetch, and how. */
export interface FetchChoice extends TransferChoice {
  /** Only outputs smaller than so many bytes. */
  readonly maxSize: number | undefined;
  /** Only outputs of these kinds; all when there are none. */
  readonly types: readonly FetchedType[];
}

/** What came of it. */
export interface Fetched {
  readonly count: number;
  /** What neither the cache nor a remote has. */
  readonly missing: ObjectSet;
  /** Set when a folder's list was there, but not all of its files. */
  readonly incomplete: SightlineError | undefined;
}

/** Brings the objects that the cache lacks from their remotes. Throws when one could not be brought that is there. */
export async function fetch(project: Project, choice: FetchChoice, signal: AbortSignal): Promise<Fetched> {
  const chosen = await chosenOutputs(project, choice, (used, pipeline) => {
    const size = used.info.size ?? 0;
    const isSmall = choice.maxSize === undefined || size === 0 || size < choice.maxSize;
    return isSmall && (choice.types.length === 0 || choice.types.some((type) => isOfType(used, type, pipeline)));
  });
  const run = new Fetch(project, choice, signal);
  if (choice.remote !== undefined) {
    await project.remotes.open(choice.remote); // a remote that isn't there is told of even if nothing is needed from it
  }
  for (const [name, outputs] of chosen) {
    await run.from(name, outputs);
  }
  return run.result();
}

class Fetch {
  readonly #project: Project;
  readonly #choice: FetchChoice;
  readonly #signal: AbortSignal;
  readonly #missing = new ObjectSet();
  readonly #failed: PoolResult[] = [];
  #count = 0;
  #holes = 0;

  constructor(project: Project, choice: FetchChoice, signal: AbortSignal) {
    this.#project = project;
    this.#choice = choice;
    this.#signal = signal;
  }

  async from(name: string | undefined, outputs: readonly UsedOutput[]): Promise<void> {
    const own = outputs.filter((used) => !isRepositoryImport(used));
    const folders = own.filter(({ info }) => isFolderHash(info.md5));
    await this.#bring(
      name,
      folders.map(({ info }) => info),
      `Fetching lists of folders`,
    );
    const files = new ObjectSet(own.map(({ info }) => info).filter((info) => !isFolderHash(info.md5)));
    const inside = new ObjectSet();
    for (const used of folders) {
      for (const object of await this.#filesOf(used)) {
        inside.add(object);
        files.add(object);
      }
    }
    await this.#bring(name, files, 'Fetching');
    this.#holes += [...this.#missing].filter((object) => inside.has(object)).length;
    for (const used of outputs.filter(isRepositoryImport)) {
      await this.#noteImport(used);
    }
  }

  result(): Fetched {
    warnMissing(this.#project, 'neither in the cache nor at the remote', this.#missing);
    const first = this.#failed.find((failed) => failed.first !== undefined)?.first;
    const error = transferError('fetched', { failures: this.#failed.reduce((sum, { failures }) => sum + failures, 0), first });
    if (error !== undefined) {
      throw error;
    }
    const incomplete =
      this.#holes === 0
        ? undefined
        : new SightlineError('remote-data-missing', `${this.#holes} of the files of folders are not at the remote`);
    return { count: this.#count, missing: this.#missing, incomplete };
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
    this.#failed.push(await transferEach(absent, work, poolFor(remote, { jobs: this.#choice.jobs, signal: this.#signal })));
  }

  async #receive({ storage }: Remote, object: ObjectId, onBytes: (count: number) => void): Promise<boolean> {
    const options = { signal: this.#signal, onBytes };
    return this.#project.transfers.receive(object, (temporary) => storage.download(objectKey(object), temporary, options));
  }

  async #filesOf(used: UsedOutput): Promise<readonly ObjectId[]> {
    const entries = (await this.#project.data.entries(used.info)) ?? [];
    return entries.filter(({ relpath }) => isAskedFor(used, relpath)).map(({ md5 }) => ({ md5, hash: used.info.hash }));
  }

  async #noteImport({ path, info }: { readonly path: string; readonly info: HashInfo }): Promise<void> {
    if ((await this.#project.data.missing(info)).length > 0) {
      this.#project.console.warn(
        `'${showPath(this.#project, path)}' is imported from another repository: run 'dvc fetch' for it, which asks that one.`,
      );
    }
  }
}
