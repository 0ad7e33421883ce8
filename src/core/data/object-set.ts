import type { ObjectId } from './object-key.ts';

/** Objects, each once; a million of them cost two sets of strings that are there anyway. */
export class ObjectSet {
  readonly #digests = { md5: new Set<string>(), 'md5-dos2unix': new Set<string>() };

  constructor(objects: Iterable<ObjectId> = []) {
    for (const object of objects) {
      this.add(object);
    }
  }

  get size(): number {
    return this.#digests.md5.size + this.#digests['md5-dos2unix'].size;
  }

  has({ md5, hash }: ObjectId): boolean {
    return this.#digests[hash].has(md5);
  }

  /** Answers false for one that was there already. */
  add({ md5, hash }: ObjectId): boolean {
    const digests = this.#digests[hash];
    return !digests.has(md5) && digests.add(md5) === digests;
  }

  *[Symbol.iterator](): Iterator<ObjectId> {
    for (const hash of ['md5', 'md5-dos2unix'] as const) {
      for (const md5 of this.#digests[hash]) {
        yield { md5, hash };
      }
    }
  }
}
