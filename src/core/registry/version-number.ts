/** A semantic version as GTO writes it into tags, `v` in front. */
export interface VersionNumber {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly preRelease?: string;
}

const pattern = /^v(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Undefined when the text is no version. */
export function parseVersion(text: string): VersionNumber | undefined {
  const match = pattern.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, major, minor, patch, preRelease] = match;
  const numbers = { major: Number(major), minor: Number(minor), patch: Number(patch) };
  return preRelease === undefined ? numbers : { ...numbers, preRelease };
}

/** `v1.2.3` or `v1.2.3-rc.1`. */
export function formatVersion(version: VersionNumber): string {
  const suffix = version.preRelease === undefined ? '' : `-${version.preRelease}`;
  return `v${version.major}.${version.minor}.${version.patch}${suffix}`;
}

/** Negative when `a` comes before `b` by semver 2.0 precedence (https://semver.org/#spec-item-11). */
export function compareVersions(a: VersionNumber, b: VersionNumber): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) {
      return 1;
    }
    const order = compareIdentifiers(part, other);
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [numberA, numberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numberA && numberB) {
    return Number(a) - Number(b);
  }
  if (numberA !== numberB) {
    return numberA ? -1 : 1;
  }
  return a < b ? -1 : Number(a > b);
}

/** The first version of a model, and after it the next minor one. */
export function nextVersion(registered: readonly VersionNumber[]): VersionNumber {
  const last = registered.toSorted(compareVersions).at(-1);
  return last === undefined ? { major: 0, minor: 1, patch: 0 } : { major: last.major, minor: last.minor + 1, patch: 0 };
}
