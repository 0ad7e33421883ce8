import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const line = z.object({ key: z.string(), share: z.number() });

/** Shares that earlier calls have simulated, a line each, so that what takes long can be done in parts. */
export class KeptShares {
  readonly #file: string | undefined;
  readonly #shares: Map<string, number>;

  /** Nothing is kept without a file. */
  constructor(file: string | undefined) {
    const text = file === undefined || !existsSync(file) ? '' : readFileSync(file, 'utf8');
    const lines = text.split('\n').filter((one) => one !== '');
    this.#file = file;
    this.#shares = new Map(lines.map((one) => line.parse(JSON.parse(one))).map(({ key, share }) => [key, share]));
  }

  /** The share that is kept under the key, or else the simulated one, which then is kept. */
  take(key: string, simulate: () => number): number {
    const kept = this.#shares.get(key);
    if (kept !== undefined) {
      return kept;
    }
    const share = simulate();
    if (this.#file !== undefined) {
      appendFileSync(this.#file, `${JSON.stringify({ key, share })}\n`);
    }
    return share;
  }
}
