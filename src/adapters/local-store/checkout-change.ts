import type { ListedFile } from '../../core/data/hash-info.ts';
import type { FileHasher } from './file-hasher.ts';
import type { ObjectCache } from './object-cache.ts';
import type { ObjectPlacer } from './place-object.ts';

/** What a checkout works with. */
export interface CheckoutParts {
  readonly hasher: FileHasher;
  readonly cache: ObjectCache;
  readonly placer: ObjectPlacer;
}

/** A file as it is to be, or as it was. */
export type Change = Pick<ListedFile, 'relpath' | 'md5' | 'isExec'>;

/** What must be done to a path. */
export interface Difference {
  readonly added: readonly Change[];
  readonly modified: readonly Change[];
  readonly deleted: readonly Change[];
}
