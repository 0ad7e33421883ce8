import type { Content, DataStore } from '../core/data-ports.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import type { StageData } from './stage-facts.ts';

/** The workspace as it will be once the outputs that a plan takes from the cache are there. */
export class PlannedData implements StageData {
  readonly #data: DataStore;
  readonly #planned = new Map<string, HashInfo>();

  constructor(data: DataStore) {
    this.#data = data;
  }

  /** From now on the path counts as holding this content. */
  plan(path: string, info: HashInfo): void {
    this.#planned.set(path, info);
  }

  async describe(path: string, kind?: HashInfo['hash']): Promise<Content | undefined> {
    for (const [planned, info] of this.#planned) {
      if (path === planned) {
        return { info };
      }
      if (isWithin(path, planned)) {
        const entries = await this.#data.entries(info);
        const file = entries?.find((entry) => entry.relpath === path.slice(planned.length + 1));
        return file === undefined ? undefined : { info: { md5: file.md5, hash: info.hash } };
      }
    }
    return this.#data.describe(path, kind);
  }

  missing(info: HashInfo): Promise<readonly string[]> {
    return this.#data.missing(info);
  }

  isIgnored(path: string): Promise<boolean> {
    return this.#data.isIgnored(path);
  }
}
