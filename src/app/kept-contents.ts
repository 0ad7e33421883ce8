import pMap from 'p-map';
import type { CacheAudit } from '../core/cache-ports.ts';
import { type DirEntry, readDirObject } from '../core/data/dir-object.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import type { NamedContents } from '../core/data/named-contents.ts';
import { objectKey } from '../core/data/object-key.ts';
import type { RemoteStorage } from '../core/remote-ports.ts';
import type { Mention } from './named-data.ts';

/** A list of a million files takes some 100 MB. */
const maxListBytes = 1 << 30;

/** Where folders' lists are read from. */
export interface ListSources {
  readonly audit: Pick<CacheAudit, 'listFolder'>;
  /** Asked in turn for lists that the cache lacks. */
  readonly remotes: readonly RemoteStorage[];
}

/** The md5 of contents to keep, whatever kind of hash they go by, with all files of the folders among them. */
export class KeptContents {
  readonly #sources: ListSources;
  readonly #contents = new Set<string>();
  /** Folders whose files aren't known yet, with where each is named as an output. */
  readonly #folders = new Map<string, Mention[]>();

  constructor(sources: ListSources) {
    this.#sources = sources;
  }

  has(md5: string): boolean {
    return this.#contents.has(md5);
  }

  add({ outputs, others }: NamedContents, mention: Mention): void {
    this.addAll(outputs, mention);
    this.addAll(others, undefined);
  }

  /** Adds contents; only folders that are named as outputs somewhere count as unknown when their list is nowhere. */
  addAll(contents: readonly string[], mention: Mention | undefined): void {
    for (const md5 of contents) {
      this.#contents.add(md5);
      if (isFolderHash(md5)) {
        const mentions = this.#folders.get(md5) ?? [];
        this.#folders.set(md5, mentions);
        if (mention !== undefined) {
          mentions.push(mention);
        }
      }
    }
  }

  /**
   * Adds the files of all folders that came since the last call. `onUnknown` is told of an output whose list is nowhere: its
   * files are not kept.
   */
  async addFolderFiles(
    onUnknown: (md5: string, mentions: readonly Mention[]) => Promise<void>,
    sources: ListSources = this.#sources,
  ): Promise<void> {
    const folders = [...this.#folders];
    this.#folders.clear();
    await pMap(
      folders,
      async ([md5, mentions]) => {
        const entries = await readList(sources, md5);
        if (entries === undefined && mentions.length > 0) {
          await onUnknown(md5, mentions);
        }
        entries?.forEach((entry) => this.#contents.add(entry.md5));
      },
      { concurrency: sources.remotes[0]?.concurrency ?? 1 },
    );
  }
}

/** The files of a folder by its list in the cache, else at a remote; undefined when none has it as it must be. */
async function readList({ audit, remotes }: ListSources, md5: string): Promise<readonly DirEntry[] | undefined> {
  const cached = audit.listFolder(md5);
  if (cached !== undefined) {
    return cached;
  }
  for (const [remote, hash] of remotes.flatMap((each) => (['md5', 'md5-dos2unix'] as const).map((kind) => [each, kind] as const))) {
    const bytes = await remote.read(objectKey({ md5, hash }), maxListBytes);
    const entries = bytes === undefined ? undefined : readDirObject(bytes, md5);
    if (entries !== undefined) {
      return entries;
    }
  }
  return undefined;
}
