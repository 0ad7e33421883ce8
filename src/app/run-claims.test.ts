import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { createFolderStorage } from '../adapters/folder-remote/folder-storage.ts';
import { claimPrefix, type Maker } from '../core/sharing/place.ts';
import { writeClaim } from '../core/sharing/run-claim.ts';
import { currentClaim } from './current-claim.ts';
import { type ClaimTiming, RunClaims, type Taken } from './run-claims.ts';

const key = 'f'.repeat(64);
const timing: ClaimTiming = { lease: 1000, renewal: 50, poll: 10, patience: 60_000 };
const none = new Set<string>();

class Rig implements Disposable {
  readonly #folder = temporaryFolder();
  readonly said: string[] = [];
  readonly root = createFolderStorage({ kind: 'local', url: this.#folder.path, folder: this.#folder.path });
  #made = 0;

  claims(maker: Maker, { signal = new AbortController().signal, ...own }: Partial<ClaimTiming> & { signal?: AbortSignal } = {}): RunClaims {
    this.#made += 1;
    const by = { holder: `holder ${this.#made}`, nonce: `nonce-${this.#made}`, now: () => Date.now(), timing: { ...timing, ...own } };
    const say = (line: string): void => void this.said.push(line);
    return new RunClaims(this.root, maker, by, { console: { info: say, warn: say }, signal });
  }

  /** What anybody with access to the place could write. */
  poison(file: string, text: string): void {
    const path = join(this.#folder.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  files(maker: Maker): readonly string[] {
    const folder = join(this.#folder.path, claimPrefix(maker, key));
    return existsSync(folder) ? readdirSync(folder).toSorted() : [];
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

async function held(taking: Promise<Taken>): Promise<Extract<Taken, { readonly kind: 'held' }>['claim']> {
  const taken = await taking;
  if (taken.kind !== 'held') {
    throw new Error(`the claim is not held: ${taken.kind}`);
  }
  return taken.claim;
}

/** What a promise came to after some milliseconds; undefined while it is open. */
const after = async <T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> =>
  Promise.race([promise, sleep(milliseconds).then(() => undefined)]);

describe('of those who want the same run', () => {
  it('one gets the claim, and the others wait until it is trained', async () => {
    using rig = new Rig();
    const takers = [7, 8, 9].map((number) => rig.claims(number).take(key, 'the run', none));
    const first = await held(Promise.race<Taken>(takers));
    first.keep(() => {});
    expect(await after(2 * timing.lease, Promise.all(takers))).toBeUndefined();
    await first.end('trained');
    const kinds = (await Promise.all(takers)).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['held', 'trained', 'trained']);
    expect(rig.said.filter((line) => line.startsWith('Waiting for the run, which holder'))).toHaveLength(2);
  });

  it('one takes over what a dead holder left, however many wait', async () => {
    using rig = new Rig();
    await held(rig.claims(7).take(key, 'the run', none));
    const began = performance.now();
    const takers = [8, 9, 10].map((number) => rig.claims(number).take(key, 'the run', none));
    const next = await held(Promise.race<Taken>(takers));
    next.keep(() => {});
    expect(performance.now() - began).toBeGreaterThanOrEqual(timing.lease - timing.poll);
    expect(await after(2 * timing.lease, Promise.all(takers))).toBeUndefined();
    await next.end('trained');
    expect((await Promise.all(takers)).map(({ kind }) => kind).toSorted()).toEqual(['held', 'trained', 'trained']);
    expect(rig.files(7)).toEqual(['0', '1']);
  });

  it('the next trains when a run failed, or its results are gone', async () => {
    using rig = new Rig();
    await (await held(rig.claims(7).take(key, 'the run', none))).end('released');
    await (await held(rig.claims(8).take(key, 'the run', none))).end('trained');
    const taken = await rig.claims(9).take(key, 'the run', none);
    expect(taken).toEqual({ kind: 'trained', key: `${claimPrefix(9, key)}1` });
    expect(await rig.claims(9).take(key, 'the run', new Set([`${claimPrefix(9, key)}1`]))).toMatchObject({ kind: 'held' });
  });

  it('a pull request waits for the trusted place, which never sees its claims', async () => {
    using rig = new Rig();
    (await held(rig.claims(7).take(key, 'the run', none))).keep(() => {});
    const trusted = await held(rig.claims(undefined).take(key, 'the run', none));
    trusted.keep(() => {});
    const waiting = rig.claims(8).take(key, 'the run', none);
    expect(await after(2 * timing.lease, waiting)).toBeUndefined();
    expect(rig.files(undefined)).toEqual(['0']);
  });

  it('whoever is told to stop stops waiting', async () => {
    using rig = new Rig();
    (await held(rig.claims(7).take(key, 'the run', none))).keep(() => {});
    const stop = new AbortController();
    const waiting = rig.claims(8, { signal: stop.signal, poll: 60_000 }).take(key, 'the run', none);
    setTimeout(() => stop.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted', message: 'interrupted while waiting for the run' });
  });
});

describe('a claim that is poisoned holds nobody up', () => {
  const forever = { state: 'training', maker: 7, holder: 'x', nonce: 'n', expires: Number.MAX_SAFE_INTEGER } as const;
  const text = writeClaim(forever);

  it.each([
    ['a megabyte', 'x'.repeat(1 << 20)],
    ['no JSON', '{"version":1'],
    ['one with other keys', text.replace('"version":1', '"version":1,"more":1')],
    ['one that names the trusted place', text.replace('untrusted/7', 'trusted')],
    ['one that names a place outside', text.replace('untrusted/7', 'untrusted/7/../..')],
    ['one that names no number', text.replace('untrusted/7', 'untrusted/99999999999')],
    ['one with a holder that steers a terminal', text.replace('"x"', String.raw`"\u001b[2J"`)],
  ])('%s', async (_, content) => {
    using rig = new Rig();
    rig.poison(`${claimPrefix(7, key)}0`, content);
    await held(rig.claims(8).take(key, 'the run', none));
    expect(rig.files(8)).toEqual(['0', '1']);
  });

  it('one that never ends, for longer than a holder takes to renew it', async () => {
    using rig = new Rig();
    rig.poison(`${claimPrefix(7, key)}0`, text);
    const waiting = rig.claims(8).take(key, 'the run', none);
    expect(await after(timing.lease / 2, waiting)).toBeUndefined();
    await held(waiting);
  });

  it('one that is renewed for ever, for longer than anybody waits', async () => {
    using rig = new Rig();
    (await held(rig.claims(7).take(key, 'the run', none))).keep(() => {});
    const began = performance.now();
    await held(rig.claims(8, { patience: 2500 }).take(key, 'the run', none));
    expect(performance.now() - began).toBeGreaterThan(2400);
  });

  it('a file that is far ahead, or many', async () => {
    using rig = new Rig();
    rig.poison(`${claimPrefix(7, key)}999999`, text);
    await (await held(rig.claims(8).take(key, 'the run', none))).end('released');
    Array.from({ length: 1000 }, (_, at) => rig.poison(`${claimPrefix(7, key)}${at}`, 'x'));
    expect(await rig.claims(8).take(key, 'the run', none)).toEqual({ kind: 'none' });
    expect(rig.said.at(-1)).toContain('are full');
  });

  it('one in the trusted place that names a pull request, were it there', async () => {
    using rig = new Rig();
    rig.poison(`${claimPrefix(undefined, key)}0`, text.replace('training', 'trained'));
    const current = await currentClaim(rig.root, claimPrefix(undefined, key));
    expect(current).toMatchObject({ generation: 0, claim: undefined });
    await held(rig.claims(undefined).take(key, 'the run', none));
  });
});
