import type { HashInfo } from '../core/data/hash-info.ts';
import { fetchContents } from './fetch.ts';
import type { Project } from './project.ts';
import type { RunTransfer } from './transfer-runs.ts';

/** A content that an output should hold, and the one remote that it may lie at. */
export interface NeededContent {
  readonly path: string;
  readonly info: HashInfo;
  readonly remote: string | undefined;
}

/** Brings contents that the cache lacks; answers whether all of them are there now. */
export type BringContents = (needed: readonly NeededContent[]) => Promise<boolean>;

/** Brings contents from the remotes of their outputs. What isn't there is no error; a remote that can't be asked is. */
export function bringFromRemotes(project: Project, options: RunTransfer): BringContents {
  return async (needed) => {
    for (const [name, contents] of Map.groupBy(needed, ({ remote }) => remote)) {
      await fetchContents(
        project,
        name,
        contents.map(({ path, info }) => ({ path, info, within: undefined })),
        options,
      );
    }
    for (const { info } of needed) {
      if ((await project.data.verify(info)).length > 0) {
        return false;
      }
    }
    return true;
  };
}
