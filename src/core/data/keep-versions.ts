import type { Content } from '../data-ports.ts';
import type { HashInfo } from './hash-info.ts';

/** What is recorded of a file: while its content is the same, the version that a remote keeps of it. */
export function keepVersion(before: HashInfo | undefined, now: HashInfo): HashInfo {
  return before?.cloud?.versionId !== undefined && before.md5 === now.md5 && before.hash === now.hash ? before : now;
}

/** The same for a file or a folder that is listed file by file: the versions of those that are as they were. */
export function keepVersions(before: HashInfo | undefined, now: Content): HashInfo {
  const files = before?.files === undefined ? [] : (now.listFiles?.() ?? []);
  if (files.length === 0) {
    return keepVersion(before, now.info);
  }
  const known = new Map(before?.files?.map((file) => [file.relpath, file]));
  return {
    ...now.info,
    files: files.map((file) => {
      const old = known.get(file.relpath);
      return old?.md5 === file.md5 && before?.hash === now.info.hash ? old : file;
    }),
  };
}

/** A folder by the name of its .dir object alone, which is how DVC records what a run or the run cache made. */
export function unlisted(info: HashInfo): HashInfo {
  const { files, ...named } = info;
  return files === undefined ? info : named;
}
