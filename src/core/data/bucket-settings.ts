import { type Place, SightlineError } from '../errors.ts';
import type { Value, ValueMap } from '../value/value.ts';
import type { ImportPlace } from './import-source.ts';
import { checkRemoteOptions, isOwnOption, isSecretOption } from './remote-options.ts';
import { readRemoteSettings, remoteSection, type S3Settings } from './remote-settings.ts';
import { type SourceConfig, versionAware } from './source-config.ts';

const hint = "Write the settings into a remote ('sightline remote add', 'modify'), and import remote://name/path.";

/** Reads NAME=VALUE as typed. Throws `invalid-option`, also for secrets: a `.dvc` file belongs into git. */
export function parseSourceSettings(typed: readonly string[]): ValueMap {
  return new Map(
    typed.map((text): [string, Value] => {
      const at = text.indexOf('=');
      const name = text.slice(0, at);
      if (at <= 0) {
        throw new SightlineError('invalid-option', `--fs-config '${text}' is not of the form NAME=VALUE`);
      }
      if (isSecretOption(name)) {
        throw new SightlineError('invalid-option', `--fs-config ${name} would write a secret into a .dvc file, which belongs into git`, {
          hint,
        });
      }
      return [name, text.slice(at + 1)];
    }),
  );
}

/** Throws `invalid-config` for settings that a place can't have, `invalid-option` where none but `version_aware` are understood. */
export function checkSourceConfig(place: ImportPlace, config: SourceConfig): void {
  const other = [...config.settings.keys()].find((name) => name !== versionAware);
  if (place.kind === 's3') {
    bucketSettings(place.bucket, config);
  } else if (other !== undefined) {
    throw new SightlineError('invalid-option', `--fs-config ${other} is for imports from s3:// only`, { hint });
  }
}

/** The settings for a bucket that is imported from. Throws `invalid-config`. */
export function bucketSettings(bucket: string, { settings, namedAt }: SourceConfig): S3Settings {
  const url = `s3://${bucket}`;
  const section = new Map([
    ...[...settings].map(([name, value]): [string, string] => [name.toLowerCase(), textOf(name, value, namedAt)]),
    ['url', url],
  ]);
  const place = namedAt === undefined ? {} : { place: namedAt };
  const own = [...section.keys()].find(isOwnOption);
  if (own !== undefined) {
    throw new SightlineError('invalid-config', `'${own}' is no option that DVC knows, which reads the .dvc file, too`, { ...place, hint });
  }
  checkRemoteOptions(url, section);
  const read = readRemoteSettings(new Map([[remoteSection(url), section]]), url);
  if (read.kind !== 's3') {
    throw new SightlineError('invalid-config', `'${url}' names no bucket`, place);
  }
  return namedAt === undefined || read.endpointurl === undefined ? read : { ...read, endpointNamedAt: namedAt };
}

function textOf(name: string, value: Value, namedAt: Place | undefined): string {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  throw new SightlineError(
    'invalid-config',
    `'${name}' of fs_config must be a text, a whole number, true or false`,
    namedAt === undefined ? {} : { place: namedAt },
  );
}
