import type { BucketSpec } from '../spec/storage.ts';

/** How a bucket encrypts what comes without a wish of its own. */
export interface Encryption {
  readonly type: string;
  readonly key?: string;
}

/** A rule of a bucket's lifecycle. Of rules that aren't ours only the name matters: they are written back as they came. */
export interface LifecycleRule {
  readonly id: string;
  /** As we would describe it; undefined for what we don't make. */
  readonly effect: string | undefined;
  /** In the system's own words. */
  readonly source: unknown;
}

/** A rule that is to be there. */
export type WantedRule =
  | { readonly id: string; readonly kind: 'expire'; readonly prefix: string; readonly days: number }
  | { readonly id: string; readonly kind: 'abort-uploads'; readonly days: number };

/** The part of a bucket's setup that can be asked for; `unsupported` where the server has no such thing. */
export interface BucketState {
  readonly region: string | undefined;
  readonly versioning: boolean | 'unsupported';
  readonly encryption: Encryption | undefined | 'unsupported';
  readonly lifecycle: readonly LifecycleRule[] | 'unsupported';
  readonly blocksPublicAccess: boolean | 'unsupported';
}

/** One thing to change. */
export type BucketChange =
  | { readonly kind: 'create'; readonly region: string | undefined }
  | { readonly kind: 'block-public-access' }
  | { readonly kind: 'encryption'; readonly to: Encryption }
  | { readonly kind: 'versioning'; readonly to: boolean }
  | { readonly kind: 'lifecycle'; readonly keep: readonly LifecycleRule[]; readonly set: readonly WantedRule[] };

/** What is to be done to a bucket, in order. */
export interface BucketPlan {
  readonly changes: readonly BucketChange[];
  /** A line for each, which says what was before and what is loosened or lost. */
  readonly lines: readonly string[];
  /** What the spec asks for and the server doesn't have, or can't change. */
  readonly impossible: readonly string[];
}

const fresh: BucketState = { region: undefined, versioning: false, encryption: undefined, lifecycle: [], blocksPublicAccess: false };

/** Compares a bucket (undefined: there is none) with what the spec asks for; what the spec leaves out stays as it is. */
export function planBucket(spec: BucketSpec, state: BucketState | undefined): BucketPlan {
  const plan = { changes: [] as BucketChange[], lines: [] as string[], impossible: [] as string[] };
  const add = (change: BucketChange, ...lines: readonly string[]): void => {
    plan.changes.push(change);
    plan.lines.push(...lines);
  };
  if (state === undefined) {
    add({ kind: 'create', region: spec.region }, `+ create the bucket${spec.region === undefined ? '' : ` in ${spec.region}`}`);
  }
  const now = state ?? fresh;
  if (spec.region !== undefined && now.region !== undefined && now.region !== spec.region) {
    plan.impossible.push(`it lies in ${now.region} and can't be moved to ${spec.region}`);
  }
  const wish = <Setting>(name: string, setting: Setting | 'unsupported'): setting is Setting => {
    if (setting === 'unsupported') {
      plan.impossible.push(`the server has no ${name}`);
    }
    return setting !== 'unsupported';
  };
  if (spec.blockPublicAccess === true && wish('block of public access', now.blocksPublicAccess) && !now.blocksPublicAccess) {
    add({ kind: 'block-public-access' }, '~ block public access: off, or in parts -> on');
  }
  if (spec.encryption !== undefined && wish('default encryption', now.encryption) && !isSame(spec.encryption, now.encryption)) {
    const { type, key } = spec.encryption;
    const to = { type, ...(key === undefined ? {} : { key }) };
    add({ kind: 'encryption', to }, `~ encryption: ${describe(now.encryption)} -> ${describe(to)}`);
  }
  if (spec.versioning !== undefined && wish('versioning', now.versioning) && now.versioning !== spec.versioning) {
    const loses = spec.versioning ? '' : ' (what is overwritten or removed from then on is lost)';
    add({ kind: 'versioning', to: spec.versioning }, `~ versioning: ${onOff(now.versioning)} -> ${onOff(spec.versioning)}${loses}`);
  }
  if (spec.lifecycle !== undefined && wish('lifecycle', now.lifecycle)) {
    planLifecycle(wantedRules(spec.lifecycle), now.lifecycle, add);
  }
  return plan;
}

function isSame(wanted: NonNullable<BucketSpec['encryption']>, now: Encryption | undefined): boolean {
  return now?.type === wanted.type && (wanted.key === undefined || now.key === wanted.key);
}

function describe(encryption: Encryption | undefined): string {
  return encryption === undefined ? 'none' : `${encryption.type}${encryption.key === undefined ? '' : ` with ${encryption.key}`}`;
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

/** Rules of ours are known by the start of their name. */
const ours = 'sightline-';

function wantedRules({ expire, abortUploads }: NonNullable<BucketSpec['lifecycle']>): readonly WantedRule[] {
  const rules = expire.map(({ prefix, days }): WantedRule => ({ id: `${ours}expire-${prefix}`, kind: 'expire', prefix, days }));
  return abortUploads === undefined ? rules : [...rules, { id: `${ours}abort-uploads`, kind: 'abort-uploads', days: abortUploads }];
}

/** What a rule does, in the words of the plan. */
export function describeRule(rule: WantedRule): string {
  return rule.kind === 'expire'
    ? `remove objects below ${rule.prefix} after ${rule.days} days`
    : `remove parts of unfinished uploads after ${rule.days} days`;
}

function planLifecycle(
  wanted: readonly WantedRule[],
  now: readonly LifecycleRule[],
  add: (change: BucketChange, ...lines: readonly string[]) => void,
): void {
  const before = new Map(now.map((rule) => [rule.id, rule]));
  const ids = new Set(wanted.map((rule) => rule.id));
  const set = wanted.flatMap((rule) => {
    const old = before.get(rule.id);
    const effect = describeRule(rule);
    return old?.effect === effect ? [] : [`${old === undefined ? '+' : '~'} lifecycle: ${effect}${was(old)}`];
  });
  const gone = now.filter((rule) => rule.id.startsWith(ours) && !ids.has(rule.id));
  const dropped = gone.map((rule) => `- lifecycle: ${rule.effect ?? rule.id}, which the spec doesn't ask for any more`);
  if (set.length + dropped.length > 0) {
    const keep = now.filter((rule) => !ids.has(rule.id) && !gone.includes(rule));
    add({ kind: 'lifecycle', keep, set: wanted }, ...set, ...dropped);
  }
}

function was(old: LifecycleRule | undefined): string {
  return old === undefined ? '' : `; before: ${old.effect ?? 'something else'}`;
}
