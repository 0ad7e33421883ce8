import type { Verified } from '../app/verified.ts';
import type { NamedDamage } from '../app/verify.ts';
import { formatBytes } from '../core/value/byte-count.ts';

/** What was found in each place that was looked at. */
export interface VerifyReport {
  readonly places: readonly VerifiedPlace[];
  /** Objects that were removed, from all of them. */
  readonly removed: number;
}

/** The cache, the workspace or a remote. */
export interface VerifiedPlace extends Omit<Verified, 'damaged'> {
  readonly place: string;
  readonly damaged: readonly NamedDamage[];
  /** What uses those that are missing at a remote, by key. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
  readonly isRemote: boolean;
  /** A remote that keeps files in versions: its damage can't be removed by us. */
  readonly keepsVersions: boolean;
  /** Objects that were removed there. */
  readonly removed: number;
}

/** What to do about what is damaged, place by place. */
export function hintFor({ places }: VerifyReport): string {
  return places
    .filter(({ damaged }) => damaged.length > 0)
    .map(({ place, removed, keepsVersions }) => {
      if (place === 'workspace') {
        return "'sightline status' tells of the files now: 'sightline checkout' restores them.";
      }
      if (place === 'cache') {
        return removed > 0
          ? `${removed} were removed from the cache: fetch or add them again.`
          : "Remove the damaged objects with 'sightline verify --remove', then fetch or add them again.";
      }
      const again = "'sightline push' sends them again from where they are whole.";
      if (keepsVersions) {
        return `Remove these versions from the bucket; ${again}`;
      }
      const name = place.slice('remote '.length);
      return removed > 0
        ? `${removed} were removed from the ${place}: ${again}`
        : `Remove the damaged objects there with 'sightline verify --remote ${name} --remove'; ${again}`;
    })
    .join(' ');
}

const mostNames = 20;

/** Each damaged content with what uses it, what is missing, strange or changed by name as far as it fits, and a sum. */
export function describeVerified({ places }: VerifyReport): string {
  const lines = places.flatMap((place) => [
    ...place.damaged.flatMap(({ at, what, uses }) => [`Damaged: ${at}: ${what}`, ...uses.map((use) => `  used by ${use}`)]),
    ...listNames('Missing', place.missing, place.uses),
    ...listNames('Changed', place.changed),
    ...listNames('Strange, left as it is', place.strange),
    `${place.place}: ${place.objects} hashed (${formatBytes(place.bytes)}), ${countFindings(place)}.`,
  ]);
  return lines.map((line) => `${line.replaceAll(/\p{Cc}/gu, '\ufffd')}\n`).join('');
}

function listNames(label: string, names: readonly string[], uses?: VerifiedPlace['uses']): readonly string[] {
  const more = names.length > mostNames ? [`${label}: and ${names.length - mostNames} more`] : [];
  const lines = names
    .slice(0, mostNames)
    .flatMap((name) => [`${label}: ${name}`, ...(uses?.get(name) ?? []).map((use) => `  used by ${use}`)]);
  return [...lines, ...more];
}

function countFindings({ damaged, missing, changed, strange }: VerifiedPlace): string {
  const found = Object.entries({ damaged, missing, changed, strange }).filter(([, items]) => items.length > 0);
  return found.length === 0 ? 'all whole' : found.map(([name, items]) => `${items.length} ${name}`).join(', ');
}

/** Everything, for scripts. */
export function verifyToJson({ places, removed }: VerifyReport): string {
  const told = places.map(({ place, objects, bytes, damaged, missing, uses, changed, strange }) => ({
    place,
    hashed: { objects, bytes },
    damaged: damaged.map(({ object, at, size, what, uses }) => ({ ...object, at, size, what, uses })),
    missing,
    uses: Object.fromEntries(uses),
    changed,
    strange,
  }));
  return `${JSON.stringify({ places: told, removed })}\n`;
}
