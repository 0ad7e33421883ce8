import type { WorkspaceAudit } from '../../core/cache-ports.ts';
import { pathBelow } from '../../core/data/root-path.ts';
import type { FileHasher } from './file-hasher.ts';

/** The workspace's files beside what the index remembers of them. */
export function createWorkspaceAudit(hasher: FileHasher): WorkspaceAudit {
  return {
    files: (path, kind) =>
      hasher.describe(path, kind)?.files.map(({ relpath, size, md5 }) => ({
        path: hasher.absolute(pathBelow(path, relpath)),
        relpath,
        size,
        md5,
        kind,
      })),
    distrust: (path, { relpath, kind }) => hasher.distrust(path, relpath, kind),
  };
}
