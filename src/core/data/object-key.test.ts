import { describe, expect, it } from 'vitest';
import { objectKey, parseObjectKey } from './object-key.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('object keys', () => {
  it.each([
    [{ md5, hash: 'md5' }, 'files/md5/d4/1d8cd98f00b204e9800998ecf8427e'],
    [{ md5: `${md5}.dir`, hash: 'md5' }, 'files/md5/d4/1d8cd98f00b204e9800998ecf8427e.dir'],
    [{ md5, hash: 'md5-dos2unix' }, 'd4/1d8cd98f00b204e9800998ecf8427e'],
  ] as const)('are as DVC writes them: %o', (object, key) => {
    expect(objectKey(object)).toBe(key);
    expect(parseObjectKey(key)).toEqual(object);
  });

  it.each(['runs/ab/cd', 'files/md5/d4/1d8c', 'files/md5/d4/1d8cd98f00b204e9800998ecf8427e.tmp', '../d4/x', ''])(
    'of another kind name no object: %s',
    (key) => expect(parseObjectKey(key)).toBeUndefined(),
  );
});
