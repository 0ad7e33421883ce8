/** How long a limit that was lowered stays before it is raised by one, in requests done. */
const patience = 20;

/** Lets at most so many requests run at once; half as many after each complaint of the server, and slowly more again. */
export class RequestLimiter {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;
  #done = 0;
  #lastCut = 0;

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Runs the work as soon as there is room. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      this.#done += 1;
      if (this.#limit < this.#most && this.#done - this.#lastCut > patience) {
        this.#limit += 1;
        this.#lastCut = this.#done;
      }
      this.#release();
    }
  }

  /** Requests that were on their way at the last cut complain together, and count once. */
  slowDown(): void {
    if (this.#lastCut === 0 || this.#done - this.#lastCut >= this.#limit) {
      this.#limit = Math.max(1, this.#limit >> 1);
      this.#lastCut = this.#done;
    }
  }

  /** Hands its place to those who wait; a raised limit lets in one more. */
  #release(): void {
    this.#running -= 1;
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        return;
      }
      this.#running += 1;
      next();
    }
  }
}
