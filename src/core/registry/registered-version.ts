import type { GitTag } from '../ports.ts';
import { compareVersions, formatVersion, parseVersion, type VersionNumber } from './version-number.ts';

/** A version of a model, as an annotated tag `name@v1.2.3` of GTO 1.10 says it. */
export interface RegisteredVersion {
  readonly name: string;
  readonly version: VersionNumber;
  readonly tag: string;
  readonly commit: string;
}

/** The tag of a version; GTO writes the `:` of a name in a subfolder as `=`, which git allows in tags. */
export function versionTag(name: string, version: VersionNumber): string {
  return `${name.replaceAll(':', '=')}@${formatVersion(version)}`;
}

/** The message that GTO gives such a tag. */
export function registrationMessage(name: string, version: VersionNumber): string {
  return `Registering artifact ${name} version ${formatVersion(version)}`;
}

/** The registered versions of a model in order; lightweight tags and deregistered versions don't count, as in GTO. */
export function registeredVersions(tags: readonly GitTag[], name: string): readonly RegisteredVersion[] {
  const prefix = `${name.replaceAll(':', '=')}@`;
  const annotated = tags.filter((tag) => tag.annotated);
  const deregistered = new Set(annotated.filter((tag) => tag.name.endsWith('!')).map((tag) => tag.name.slice(0, -1)));
  return annotated
    .filter((tag) => tag.name.startsWith(prefix) && !deregistered.has(tag.name))
    .flatMap((tag) => {
      const version = parseVersion(tag.name.slice(prefix.length));
      return version === undefined ? [] : [{ name, version, tag: tag.name, commit: tag.commit }];
    })
    .toSorted((a, b) => compareVersions(a.version, b.version));
}
