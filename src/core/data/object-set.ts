import { folderKey, type ObjectId } from './object-key.ts';

/** Objects, each once; a million of them cost two sets of strings that are there anyway. */
export class ObjectSet {
  readonly #digests = { md5: new Set<string>(), 'md5-dos2unix': new Set<string>() };

  /** Another set is copied as a whole, which costs a third of adding its objects. */
  constructor(objects: Iterable<ObjectId> | ObjectSet = []) {
    if (objects instanceof ObjectSet) {
      this.#digests = { md5: new Set(objects.#digests.md5), 'md5-dos2unix': new Set(objects.#digests['md5-dos2unix']) };
      return;
    }
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

  /** The folders that the objects lie in, as keys: at most 256 of each kind. */
  folders(): string[] {
    return (['md5', 'md5-dos2unix'] as const).flatMap((hash) => {
      const starts = new Set<string>();
      this.#digests[hash].forEach((md5) => starts.add(md5.slice(0, 2)));
      return [...starts].map((md5) => folderKey({ md5, hash }));
    });
  }

  *[Symbol.iterator](): Iterator<ObjectId> {
    for (const hash of ['md5', 'md5-dos2unix'] as const) {
      for (const md5 of this.#digests[hash]) {
        yield { md5, hash };
      }
    }
  }
}
