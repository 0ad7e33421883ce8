import type { Place } from '../errors.ts';
import type { ValueMap } from '../value/value.ts';

/** DVC's `fs_config`: settings of a remote of the kind that an import comes from, as a `.dvc` file has them. */
export interface SourceConfig {
  readonly settings: ValueMap;
  /** The file that they stand in; undefined for those that a person typed. */
  readonly namedAt?: Place;
}

/** Whether files are asked for by version. */
export function asksForVersions({ settings }: SourceConfig): boolean {
  const value = settings.get(versionAware);
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** DVC's name of the setting. */
export const versionAware = 'version_aware';
