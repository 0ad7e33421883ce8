import { type DirEntry, hashDirObject, writeDirObject } from '../core/data/dir-object.ts';
import type { Content, DataStore } from '../core/data-ports.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import type { StageData } from './stage-facts.ts';

/** Brings the list of a folder's files into the cache where it is missing. */
export type BringList = (info: HashInfo) => Promise<void>;

interface PlannedContent {
  readonly info: HashInfo;
  readonly bringList: BringList | undefined;
}

/** The workspace as it will be once the outputs that a plan takes from the cache or a remote are there. */
export class PlannedData implements StageData {
  readonly #data: DataStore;
  readonly #planned = new Map<string, PlannedContent>();

  constructor(data: DataStore) {
    this.#data = data;
  }

  /** From now on the path counts as holding this content. */
  plan(path: string, info: HashInfo, bringList?: BringList): void {
    this.#planned.set(path, { info, bringList });
  }

  async describe(path: string, kind?: HashInfo['hash']): Promise<Content | undefined> {
    for (const [planned, content] of this.#planned) {
      if (path === planned) {
        return { info: content.info };
      }
      if (isWithin(path, planned)) {
        const file = (await this.#entries(content))?.find((entry) => entry.relpath === path.slice(planned.length + 1));
        return file === undefined ? undefined : { info: { md5: file.md5, hash: content.info.hash } };
      }
    }
    const inside = [...this.#planned].filter(([planned, { bringList }]) => bringList !== undefined && isWithin(planned, path));
    return inside.length === 0 ? this.#data.describe(path, kind) : this.#describeAround(path, inside);
  }

  /** A folder of which some will come from a remote. */
  async #describeAround(path: string, inside: readonly (readonly [string, PlannedContent])[]): Promise<Content | undefined> {
    const here = (await this.#data.describe(path))?.entries ?? [];
    const entries = new Map(here.map((entry) => [entry.relpath, entry]));
    for (const [planned, content] of inside) {
      const start = planned.slice(path.length + 1);
      const own: readonly DirEntry[] = content.info.md5.endsWith('.dir')
        ? ((await this.#entries(content)) ?? []).map(({ md5, relpath }) => ({ md5, relpath: `${start}/${relpath}` }))
        : [{ md5: content.info.md5, relpath: start }];
      own.forEach((entry) => entries.set(entry.relpath, entry));
    }
    const files = [...entries.values()];
    return { info: { md5: hashDirObject(writeDirObject(files)), hash: 'md5' }, entries: files };
  }

  async #entries({ info, bringList }: PlannedContent): Promise<readonly DirEntry[] | undefined> {
    const known = info.files ?? (await this.#data.entries(info));
    if (known !== undefined || bringList === undefined) {
      return known;
    }
    await bringList(info);
    return this.#data.entries(info);
  }

  missing(info: HashInfo): Promise<readonly string[]> {
    return this.#data.missing(info);
  }

  isIgnored(path: string): Promise<boolean> {
    return this.#data.isIgnored(path);
  }
}
