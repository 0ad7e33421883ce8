import { SightlineError } from '../core/errors.ts';
import type { Place, Remote, RemoteStorage } from '../core/remote-ports.ts';
import { placePrefix } from '../core/sharing/place.ts';
import { prefixedStorage } from './prefixed-storage.ts';
import type { Project } from './project.ts';
import { keepsVersions } from './versioned-files.ts';

/** What of a remote may be read besides the trusted place, and whether a pull request has to write to its own. */
export interface PlaceChoice {
  /** Writes go to its place; undefined: to the trusted one. */
  readonly pullRequest: number | undefined;
  /** Other pull requests whose places are read, too, after its own. */
  readonly others?: readonly (number | undefined)[];
}

/** The project with remotes as a pull request has them: every write goes to its own place, whichever remote it is to. */
export function atPlace<Opened extends Project>(project: Opened, { pullRequest, others = [] }: PlaceChoice): Opened {
  const numbers = [...new Set([pullRequest, ...others])].filter((number) => number !== undefined);
  if (numbers.length === 0) {
    return project;
  }
  const { remotes } = project;
  const open = async (name?: string): Promise<Remote> => placed(await remotes.open(name), pullRequest, numbers);
  return { ...project, remotes: { defaultName: remotes.defaultName, open } };
}

/** The places of a remote that are read, the trusted one first. */
export function placesOf(remote: Remote): readonly Place[] {
  return remote.places ?? [{ maker: undefined, storage: remote.storage }];
}

/** A pull request's place below the root of a remote. */
export function placeAt(root: RemoteStorage, pullRequest: number): Place {
  return { maker: pullRequest, storage: prefixedStorage(root, placePrefix(pullRequest)) };
}

function placed(remote: Remote, pullRequest: number | undefined, numbers: readonly number[]): Remote {
  const root = placesOf(remote).find(({ maker }) => maker === undefined)?.storage ?? remote.storage;
  const others = numbers.map((number) => placeAt(root, number));
  const places = [{ maker: undefined, storage: root }, ...others];
  const target = places.find(({ maker }) => maker === pullRequest)?.storage ?? root;
  const isReadOnly = pullRequest !== undefined && keepsVersions(remote);
  const storage = layered(places, isReadOnly ? readOnly(remote, target) : target);
  return { ...remote, places, storage, ...(pullRequest === undefined ? {} : { maker: pullRequest }) };
}

/** Reads from the first place that has it, writes to one. */
function layered(places: readonly Place[], target: RemoteStorage): RemoteStorage {
  const all = places.map(({ storage }) => storage);
  const first = async <T>(ask: (storage: RemoteStorage) => Promise<T | undefined>): Promise<T | undefined> => {
    for (const storage of all) {
      const found = await ask(storage);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
  return {
    url: target.url,
    concurrency: target.concurrency,
    async *list(prefix, signal) {
      for (const storage of all) {
        yield* storage.list(prefix, signal);
      }
    },
    ...(all.some((storage) => storage.listKeys === undefined)
      ? {}
      : {
          async *listKeys(prefix: string, signal?: AbortSignal) {
            for (const storage of all) {
              yield* storage.listKeys?.(prefix, signal) ?? [];
            }
          },
        }),
    find: async (key, versionId) => first((storage) => storage.find(key, versionId)),
    download: async (key, path, options) => first((storage) => storage.download(key, path, options)),
    read: async (key, maxBytes) => first((storage) => storage.read(key, maxBytes)),
    upload: async (source, key, options) => target.upload(source, key, options),
    write: async (key, content, options) => target.write(key, content, options),
    remove: async (keys) => target.remove(keys),
  };
}

/** A remote with versions keeps one newest file by each path, so there is no room for a second place. */
function readOnly({ name }: Remote, storage: RemoteStorage): RemoteStorage {
  const refuse = async (): Promise<never> => {
    throw new SightlineError('unsupported-remote', `remote '${name}' keeps versions, so pull requests have no place of their own there`, {
      hint: 'Let core.remote name a remote without version_aware and worktree for what is trained.',
    });
  };
  return { ...storage, upload: refuse, write: refuse, remove: refuse };
}
