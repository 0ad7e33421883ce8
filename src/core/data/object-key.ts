import type { HashInfo } from './hash-info.ts';

/** An object of a cache or remote: a file's bytes, or a folder's .dir object. */
export type ObjectId = Pick<HashInfo, 'md5' | 'hash'>;

/** Where an object lies in a cache or remote: `files/md5/xx/rest`, and `xx/rest` for entries of DVC 2. */
export function objectKey({ md5, hash }: ObjectId): string {
  const place = `${md5.slice(0, 2)}/${md5.slice(2)}`;
  return hash === 'md5' ? `files/md5/${place}` : place;
}

/** The folder that an object lies in, such as `files/md5/xx/`. */
export function folderKey(object: ObjectId): string {
  const key = objectKey(object);
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** The only object that a key of such a folder could name: whether it is one tells whoever knows which objects there are. */
export function objectIn(folder: string, key: string): ObjectId {
  return { md5: `${folder.slice(-3, -1)}${key.slice(folder.length)}`, hash: folder.startsWith('files/md5/') ? 'md5' : 'md5-dos2unix' };
}

const starts = Array.from({ length: 256 }, (_, at) => `${at.toString(16).padStart(2, '0')}/`);

/** Every folder that objects lie in: those of today, then those of DVC 2. */
export const folderKeys: readonly string[] = [...starts.map((start) => `files/md5/${start}`), ...starts];

const keyText = /^(?<current>files\/md5\/)?(?<start>[0-9a-f]{2})\/(?<rest>[0-9a-f]{30}(?:\.dir)?)$/;

/** The object that a key names; undefined for any other file. */
export function parseObjectKey(key: string): ObjectId | undefined {
  const parts = keyText.exec(key)?.groups;
  return parts === undefined
    ? undefined
    : { md5: `${parts['start']}${parts['rest']}`, hash: parts['current'] === undefined ? 'md5-dos2unix' : 'md5' };
}
