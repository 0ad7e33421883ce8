/** Bounds the memory that bodies on their way take together; who comes first is served first. */
export class MemoryBudget {
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];
  #free: number;
  readonly #total: number;

  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /** Does the work once there is room for so many bytes; more than all there is counts as all. */
  async with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(bytes, this.#total);
    if (this.#waiting.length > 0 || share > this.#free) {
      await new Promise<void>((go) => {
        this.#waiting.push({ bytes: share, go });
      });
    } else {
      this.#free -= share;
    }
    try {
      return await work();
    } finally {
      this.#free += share;
      this.#serve();
    }
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.bytes <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.go();
    }
  }
}
