import { SightlineError } from '../errors.ts';
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
      const value = text.slice(at + 1);
      if (/^[^/]*:\/\/[^/?#]*@/.test(value)) {
        throw new SightlineError(
          'invalid-option',
          `--fs-config ${name} has a user or password in its url, and a .dvc file belongs into git`,
          {
            hint,
          },
        );
      }
      return [name, value];
    }),
  );
}

/** Throws for settings that a place can't have, as `bucketSettings` does, and where none but `version_aware` are understood. */
export function checkSourceConfig(place: ImportPlace, config: SourceConfig): void {
  const other = [...config.settings.keys()].find((name) => name !== versionAware);
  if (place.kind === 's3') {
    bucketSettings(place.bucket, config);
  } else if (other !== undefined) {
    throw new SightlineError('invalid-option', `--fs-config ${other} is for imports from s3:// only`, { hint });
  }
}

/**
 * The settings for a bucket that is imported from. Names are in lower case only, as DVC wants them there. Throws
 * `invalid-dvc-file` for those that stand in a file, `invalid-option` for those that a person typed.
 */
export function bucketSettings(bucket: string, { settings, namedAt }: SourceConfig): S3Settings {
  const url = `s3://${bucket}`;
  const fail = (what: string, more: { readonly hint?: string; readonly cause?: unknown } = {}): never => {
    throw namedAt === undefined
      ? new SightlineError('invalid-option', `--fs-config: ${what}`, more)
      : new SightlineError('invalid-dvc-file', `fs_config: ${what}`, { ...more, place: namedAt });
  };
  const given = [...settings].map(([name, value]): [string, string] => [name, textOf(value) ?? fail(`'${name}' must be ${kinds}`)]);
  const [odd] = given.find(([name]) => name === 'url' || isOwnOption(name)) ?? [];
  if (odd === 'url') {
    return fail("'url' can't be set: the import names its own", { hint });
  }
  if (odd !== undefined) {
    return fail(`'${odd}' is no option that DVC knows, which reads the .dvc file, too`, { hint });
  }
  const section = new Map([...given, ['url', url]]);
  asFound(() => checkRemoteOptions(url, section), fail);
  const read = asFound(
    () => readRemoteSettings(new Map([[remoteSection(url), section]]), url),
    (what) => fail(what, { hint }),
  );
  if (read.kind !== 's3') {
    return fail(`'${url}' names no bucket`);
  }
  return namedAt === undefined || read.endpointurl === undefined ? read : { ...read, endpointNamedAt: namedAt };
}

/** What is wrong with a remote's section is said of the place where the settings stand, which is no configuration. */
function asFound<Answer>(
  read: () => Answer,
  fail: (what: string, more: { readonly hint: string; readonly cause: unknown }) => never,
): Answer {
  try {
    return read();
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'invalid-config') {
      return fail(error.message, { hint: error.hint, cause: error });
    }
    throw error;
  }
}

const kinds = 'a text, a whole number, true or false';

function textOf(value: Value): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : undefined;
}
