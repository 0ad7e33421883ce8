import { isList, type Value, type ValueMap } from '../value/value.ts';
import { hashDirObject, writeDirObject } from './dir-object.ts';
import { isFolderHash, type HashInfo } from './hash-info.ts';
import { readCloud, readListedFiles, writeCloud, writeListedFiles } from './listed-files.ts';
import { nameOf, readCount } from './read-count.ts';

const md5Text = /^[0-9a-f]{32}(?:\.dir)?$/;

/** The content that an entry of a `.dvc` file or of dvc.lock names; undefined when it names none. */
export function readHashInfo(entry: ValueMap, fail: (what: string) => never): HashInfo | undefined {
  const files = entry.get('files');
  if (isList(files) && files.length > 0) {
    return readFolder(files, entry, fail);
  }
  const md5 = entry.get('md5');
  if (md5 === undefined || md5 === null || md5 === '') {
    return undefined;
  }
  if (typeof md5 !== 'string' || !md5Text.test(md5)) {
    return fail(`'${nameOf(entry)}' has an md5 that is no md5`);
  }
  const size = readCount(entry, 'size', fail);
  const nfiles = readCount(entry, 'nfiles', fail);
  const cloud = readCloud(entry, fail);
  return {
    md5,
    hash: readKind(entry, fail),
    ...(size === undefined ? {} : { size }),
    ...(nfiles === undefined ? {} : { nfiles }),
    ...(entry.get('isexec') === true ? { isExec: true } : {}),
    ...(cloud === undefined ? {} : { cloud }),
  };
}

/** A folder in a remote with versions is listed file by file instead of naming its object. */
function readFolder(files: readonly Value[], entry: ValueMap, fail: (what: string) => never): HashInfo {
  const listed = readListedFiles(files, nameOf(entry), fail);
  const isSized = listed.every((file) => file.size !== undefined); // dependencies in dvc.lock aren't
  return {
    md5: hashDirObject(writeDirObject(listed)),
    hash: readKind(entry, fail),
    ...(isSized ? { size: listed.reduce((sum, file) => sum + (file.size ?? 0), 0) } : {}),
    nfiles: listed.length,
    files: listed,
  };
}

function readKind(entry: ValueMap, fail: (what: string) => never): HashInfo['hash'] {
  const hash = entry.get('hash');
  if (hash === undefined) {
    return 'md5-dos2unix';
  }
  return hash === 'md5' ? hash : fail(`'${nameOf(entry)}' has a hash that isn't md5, the only one known`);
}

/** The keys of an entry, in the order in which DVC writes them in that kind of file. */
export function writeHashFields(info: HashInfo | undefined, layout: 'dvc-file' | 'lock', definition: string): ValueMap {
  const hash: Field[] = info?.hash === 'md5-dos2unix' ? [] : [['hash', 'md5']];
  const path: Field = ['path', definition];
  if (info?.files !== undefined) {
    const files: Field = ['files', writeListedFiles(info.files)];
    return layout === 'lock' ? new Map([path, ...hash, files]) : new Map([...hash, path, files]);
  }
  const content = info === undefined ? [] : contentFields(info);
  return layout === 'lock' ? new Map([path, ...hash, ...content]) : new Map([...content, ...hash, path]);
}

type Field = readonly [string, Value];

function contentFields(info: HashInfo): readonly Field[] {
  return [
    ['md5', info.md5],
    ...(info.size === undefined ? [] : [['size', BigInt(info.size)] as const]),
    ...(info.nfiles === undefined ? [] : [['nfiles', BigInt(info.nfiles)] as const]),
    ...(info.isExec === true && !isFolderHash(info.md5) ? [['isexec', true] as const] : []),
    ...writeCloud(info.cloud),
  ];
}
