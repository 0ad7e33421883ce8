import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { hashDirObject, writeDirObject } from './dir-object.ts';
import { isFolderHash, type HashInfo } from './hash-info.ts';

const md5Text = /^[0-9a-f]{32}(?:\.dir)?$/;

/** The content that an entry of a `.dvc` file or of dvc.lock names; undefined when it names none. */
export function readHashInfo(entry: ValueMap, fail: (what: string) => never): HashInfo | undefined {
  const files = entry.get('files');
  if (isList(files)) {
    return readFiles(files, nameOf(entry), fail);
  }
  const md5 = entry.get('md5');
  if (md5 === undefined || md5 === null || md5 === '') {
    return undefined;
  }
  if (typeof md5 !== 'string' || !md5Text.test(md5)) {
    return fail(`'${nameOf(entry)}' has an md5 that is no md5`);
  }
  const hash = entry.get('hash');
  if (hash !== undefined && hash !== 'md5') {
    return fail(`'${nameOf(entry)}' has a hash that isn't md5, the only one known`);
  }
  const size = readCount(entry, 'size', fail);
  const nfiles = readCount(entry, 'nfiles', fail);
  return {
    md5,
    hash: hash === undefined ? 'md5-dos2unix' : 'md5',
    ...(size === undefined ? {} : { size }),
    ...(nfiles === undefined ? {} : { nfiles }),
    ...(entry.get('isexec') === true ? { isExec: true } : {}),
  };
}

/** A folder in a cloud-versioned remote is listed file by file instead of naming its object. */
function readFiles(files: readonly Value[], path: string, fail: (what: string) => never): HashInfo {
  let size = 0;
  const entries = files.map((file) => {
    const md5 = isMap(file) ? file.get('md5') : undefined;
    const relpath = isMap(file) ? file.get('relpath') : undefined;
    if (!isMap(file) || typeof md5 !== 'string' || typeof relpath !== 'string') {
      return fail(`'${path}' lists a file without md5 or relpath`);
    }
    size += readCount(file, 'size', fail) ?? 0;
    return { md5, relpath };
  });
  return { md5: hashDirObject(writeDirObject(entries)), hash: 'md5', size, nfiles: entries.length };
}

function readCount(entry: ValueMap, key: string, fail: (what: string) => never): number | undefined {
  const value = entry.get(key);
  if (value === undefined || value === null) {
    return undefined;
  }
  const count = typeof value === 'bigint' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    return fail(`'${nameOf(entry)}' has a ${key} that is no count`);
  }
  return count;
}

/** The keys of an entry, in the order in which DVC writes them in that kind of file. */
export function writeHashFields(info: HashInfo | undefined, layout: 'dvc-file' | 'lock', definition: string): ValueMap {
  const content: [string, Value][] = [];
  if (info !== undefined) {
    content.push(['md5', info.md5]);
    if (info.size !== undefined) {
      content.push(['size', BigInt(info.size)]);
    }
    if (info.nfiles !== undefined) {
      content.push(['nfiles', BigInt(info.nfiles)]);
    }
    if (info.isExec === true && !isFolderHash(info.md5)) {
      content.push(['isexec', true]);
    }
  }
  const hash: [string, Value][] = info?.hash === 'md5-dos2unix' ? [] : [['hash', 'md5']];
  return layout === 'lock' ? new Map([['path', definition], ...hash, ...content]) : new Map([...content, ...hash, ['path', definition]]);
}

function nameOf(entry: ValueMap): string {
  const path = entry.get('path') ?? entry.get('relpath');
  return typeof path === 'string' ? path : 'an entry';
}
