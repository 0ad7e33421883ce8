import { compareCodePoints } from '../value/code-point-order.ts';
import { isMap, type Value, type ValueMap } from '../value/value.ts';
import { isDirEntry } from './dir-object.ts';
import type { CloudVersion, ListedFile } from './hash-info.ts';
import { nameClash } from './name-clash.ts';
import { nameOf, readCount } from './read-count.ts';

type Fail = (what: string) => never;

/** Reads the `files` of a folder's entry, with the same bounds as a .dir object. */
export function readListedFiles(files: readonly Value[], path: string, fail: Fail): readonly ListedFile[] {
  const listed = files.map((file) => readFile(file, path, fail));
  const sorted = listed.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
  const clash = nameClash(sorted);
  return clash === undefined ? sorted : fail(`'${path}' lists ${clash}`);
}

function readFile(file: Value, path: string, fail: Fail): ListedFile {
  if (!isMap(file)) {
    return fail(`'${path}' lists a file that is no mapping`);
  }
  const entry = { md5: file.get('md5'), relpath: file.get('relpath') };
  if (!isDirEntry(entry)) {
    return fail(`'${path}' lists a file without md5 or relpath, or one that may not be written`);
  }
  const size = readCount(file, 'size', fail);
  const cloud = readCloud(file, fail);
  return {
    ...entry,
    ...(size === undefined ? {} : { size }),
    ...(file.get('isexec') === true ? { isExec: true } : {}),
    ...(cloud === undefined ? {} : { cloud }),
  };
}

/** The version that an entry names: under `cloud` and the remote's name, or beside the other keys. */
export function readCloud(entry: ValueMap, fail: Fail): CloudVersion | undefined {
  const cloud = entry.get('cloud');
  if (cloud === undefined || cloud === null) {
    return readVersion(entry, fail);
  }
  const [only, other] = isMap(cloud) ? cloud : fail(`cloud of '${nameOf(entry)}' must be a mapping by remote`);
  if (other !== undefined) {
    return fail(`cloud of '${nameOf(entry)}' names more than one remote`);
  }
  const [remote, version] = only ?? [];
  return remote === undefined || !isMap(version) ? undefined : { remote, ...readVersion(version, fail) };
}

function readVersion(entry: ValueMap, fail: Fail): CloudVersion | undefined {
  const etag = readText(entry, 'etag', fail);
  const versionId = readText(entry, 'version_id', fail);
  return etag === undefined && versionId === undefined
    ? undefined
    : { ...(etag === undefined ? {} : { etag }), ...(versionId === undefined ? {} : { versionId }) };
}

const maxText = 1024; // what S3 allows for a version's id

function readText(entry: ValueMap, key: string, fail: Fail): string | undefined {
  const value = entry.get(key);
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'string' && value.length <= maxText ? value : fail(`${key} must be a string`);
}

/** The value of `files`, in the order in which DVC writes the keys. */
export function writeListedFiles(files: readonly ListedFile[]): readonly ValueMap[] {
  return files.map(
    (file) =>
      new Map<string, Value>([
        ['relpath', file.relpath],
        ['md5', file.md5],
        ...(file.size === undefined ? [] : [['size', BigInt(file.size)] as const]),
        ...(file.isExec === true ? [['isexec', true] as const] : []),
        ...writeCloud(file.cloud),
      ]),
  );
}

/** The keys that name a version. */
export function writeCloud(cloud: CloudVersion | undefined): readonly (readonly [string, Value])[] {
  const etag = cloud?.etag === undefined ? [] : [['etag', cloud.etag] as const];
  const versionId = cloud?.versionId === undefined ? [] : [['version_id', cloud.versionId] as const];
  if (cloud?.remote === undefined) {
    return [...versionId, ...etag];
  }
  const version = new Map<string, Value>([...etag, ...versionId]);
  return version.size === 0 ? [] : [['cloud', new Map([[cloud.remote, version]])]];
}
