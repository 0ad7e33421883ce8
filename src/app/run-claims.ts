import { setInterval, setTimeout as sleep } from 'node:timers/promises';
import { SightlineError } from '../core/errors.ts';
import type { Console } from '../core/ports.ts';
import type { RemoteStorage } from '../core/remote-ports.ts';
import { claimPrefix, type Maker } from '../core/sharing/place.ts';
import { type RunClaim, writeClaim } from '../core/sharing/run-claim.ts';
import { currentClaim, type CurrentClaim, maxGenerations } from './current-claim.ts';

/** Who claims, and by what clock. */
export interface Claimant {
  /** In words for people, such as the address of the workflow's run. */
  readonly holder: string;
  /** Tells this process from any other. */
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timing: ClaimTiming;
}

/** In milliseconds. */
export interface ClaimTiming {
  /** A claim that isn't renewed for so long is nobody's. */
  readonly lease: number;
  readonly renewal: number;
  /** How often one who waits looks again. */
  readonly poll: number;
  /** Nobody waits for longer, however often the claim is renewed. */
  readonly patience: number;
}

/** A holder that died holds others up for at most five minutes. */
export const usualTiming: ClaimTiming = { lease: 300_000, renewal: 60_000, poll: 5_000, patience: 86_400_000 };

/** What came of asking for a claim: it is ours; the run is done elsewhere; or there are too many claims to add one. */
export type Taken =
  | { readonly kind: 'held'; readonly claim: HeldClaim }
  | { readonly kind: 'trained'; readonly key: string }
  | { readonly kind: 'none' };

/** Claims on runs, at the root of a remote: whoever makes the next file of a run's claims first has it. */
export class RunClaims {
  readonly #root: RemoteStorage;
  readonly #maker: Maker;
  readonly #by: Claimant;
  readonly #console: Pick<Console, 'info' | 'warn'>;
  readonly #signal: AbortSignal;

  constructor(
    root: RemoteStorage,
    maker: Maker,
    by: Claimant,
    { console, signal }: { readonly console: Pick<Console, 'info' | 'warn'>; readonly signal: AbortSignal },
  ) {
    this.#root = root;
    this.#maker = maker;
    this.#by = by;
    this.#console = console;
    this.#signal = signal;
  }

  /**
   * Claims a run, after waiting for whoever holds it and lives. `vain` are keys of claims whose results were looked for and
   * not found. A pull request waits for the trusted place, too, but not the other way round. Throws `interrupted`.
   */
  async take(key: string, what: string, vain: ReadonlySet<string>): Promise<Taken> {
    const watch = new Watch(this.#by);
    for (;;) {
      if (this.#signal.aborted) {
        throw new SightlineError('interrupted', `interrupted while waiting for ${what}`);
      }
      const own = await currentClaim(this.#root, claimPrefix(this.#maker, key));
      const trusted = this.#maker === undefined ? undefined : await currentClaim(this.#root, claimPrefix(undefined, key));
      const busy = [trusted, own].find((current) => watch.isAlive(current));
      if (busy !== undefined) {
        this.#tellOnce(watch, what, busy);
        await sleep(this.#by.timing.poll, undefined, { signal: this.#signal }).catch(() => undefined);
        continue;
      }
      if (own?.claim?.state === 'trained' && !vain.has(own.key)) {
        return { kind: 'trained', key: own.key };
      }
      const taken = await this.#create(key, (own?.generation ?? -1) + 1, 'training');
      if (taken !== undefined) {
        return taken;
      }
    }
  }

  /** Says that the run is in our place, though nobody had to train it for that. */
  async note(key: string): Promise<void> {
    const current = await currentClaim(this.#root, claimPrefix(this.#maker, key));
    const isSaid = current?.claim?.state === 'trained' && current.claim.maker === this.#maker;
    if (!isSaid && current?.claim?.state !== 'training') {
      await this.#create(key, (current?.generation ?? -1) + 1, 'trained'); // who was faster says where it is, too
    }
  }

  /** Undefined when somebody else was faster. */
  async #create(key: string, generation: number, state: RunClaim['state']): Promise<Taken | undefined> {
    if (generation >= maxGenerations) {
      this.#console.warn(`The claims of run ${key.slice(0, 12)} are full, so nobody is told of this one.`);
      return { kind: 'none' };
    }
    const claim = new HeldClaim(this.#root, this.#maker, this.#by, `${claimPrefix(this.#maker, key)}${generation}`);
    return (await claim.write(state, { ifAbsent: true })) ? { kind: 'held', claim } : undefined;
  }

  #tellOnce(watch: Watch, what: string, { key, claim }: CurrentClaim): void {
    if (watch.isNew(key)) {
      this.#console.info(`Waiting for ${what}, which ${claim?.holder ?? 'somebody'} is training.`);
    }
  }
}

/** Tells who lives by whether they renew their claim, so that neither a wrong clock nor a claim for ever holds anybody up. */
class Watch {
  readonly #by: Claimant;
  readonly #began: number;
  readonly #seen = new Map<string, { readonly text: string | undefined; readonly since: number }>();
  readonly #told = new Set<string>();

  constructor(by: Claimant) {
    this.#by = by;
    this.#began = by.now();
  }

  isAlive(current: CurrentClaim | undefined): current is CurrentClaim {
    if (current?.claim?.state !== 'training') {
      return false;
    }
    const { now, timing } = this.#by;
    const time = now();
    const before = this.#seen.get(current.key);
    const since = before !== undefined && before.text === current.text ? before.since : time;
    this.#seen.set(current.key, { text: current.text, since });
    // A claim is left alone for a lease after it ran out, since clocks differ.
    return time < current.claim.expires + timing.lease && time - since < timing.lease && time - this.#began < timing.patience;
  }

  isNew(key: string): boolean {
    const { size } = this.#told;
    return this.#told.add(key).size > size;
  }
}

/** A claim of ours. */
export class HeldClaim {
  readonly #root: RemoteStorage;
  readonly #maker: Maker;
  readonly #by: Claimant;
  readonly #key: string;
  #renewing: AbortController | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(root: RemoteStorage, maker: Maker, by: Claimant, key: string) {
    this.#root = root;
    this.#maker = maker;
    this.#by = by;
    this.#key = key;
  }

  /** Answers false when it was to be left since there is one. */
  async write(state: RunClaim['state'], options: { readonly ifAbsent?: boolean } = {}): Promise<boolean> {
    const { holder, nonce, now, timing } = this.#by;
    const text = writeClaim({ state, maker: this.#maker, holder, nonce, expires: now() + timing.lease });
    return this.#root.write(this.#key, new TextEncoder().encode(text), options);
  }

  /** Renews it from now on until `end`. What can't be renewed runs out, and the run may be trained twice; nothing worse. */
  keep(warn: (line: string) => void): void {
    const renewing = new AbortController();
    this.#renewing = renewing;
    this.#last = this.#renew(renewing.signal, warn);
  }

  async #renew(signal: AbortSignal, warn: (line: string) => void): Promise<void> {
    let isTold = false;
    try {
      for await (const _ of setInterval(this.#by.timing.renewal, undefined, { signal, ref: false })) {
        await this.write('training').catch((error: unknown) => {
          if (!isTold) {
            isTold = true;
            warn(`The claim on this run could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
          }
        });
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
  }

  /** Stops renewing and says what came of it. */
  async end(state: 'trained' | 'released'): Promise<void> {
    this.#renewing?.abort();
    await this.#last;
    await this.write(state);
  }
}
