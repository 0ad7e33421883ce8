import type { Place } from '../../core/errors.ts';
import { SightlineError } from '../../core/errors.ts';
import { type AwsFile, type AwsFiles, type AwsSetting, configSection, readAwsSection } from './aws-config.ts';
import type { S3Credentials } from './sign-request.ts';

/** What makes a profile run a program, read another file or profile, or ask a service for a session. */
const leadingElsewhere = /^(?:credential_process|credential_source|source_profile|role_arn|web_identity_token_file|login_session|sso_.*)$/;

/**
 * The keys that stand in AWS files which the project names, of the profile. Nothing else in them is obeyed, since whoever wrote the
 * repository chose the file. Throws `invalid-config` when the profile has no keys but names where to get some.
 */
export function readStaticKeys({ config, credentials, profile }: AwsFiles): S3Credentials | undefined {
  const sections = [sectionOf(credentials, profile), sectionOf(config, configSection(profile))].filter((section) => section !== undefined);
  const [found] = sections.flatMap(({ settings }) => keysIn(settings) ?? []);
  if (found !== undefined) {
    return found;
  }
  for (const { file, namedAt, settings } of sections) {
    for (const [key, { line }] of settings) {
      if (leadingElsewhere.test(key)) {
        throw new SightlineError(
          'invalid-config',
          `'${key}' of profile '${profile}' isn't obeyed: the file is named by ${placeText(namedAt)}, which comes with the project`,
          {
            place: { file, line },
            hint: 'It may hold keys only. For more, name it in your own configuration (--global), or by AWS_CONFIG_FILE.',
          },
        );
      }
    }
  }
  return undefined;
}

interface ReadSection {
  readonly file: string;
  readonly namedAt: Place;
  readonly settings: ReadonlyMap<string, AwsSetting>;
}

function sectionOf({ path, namedAt }: AwsFile, section: string): ReadSection | undefined {
  return namedAt === undefined ? undefined : { file: path, namedAt, settings: readAwsSection(path, section) };
}

function keysIn(settings: ReadonlyMap<string, AwsSetting>): S3Credentials | undefined {
  const [id, secret, token] = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'].map((key) => settings.get(key)?.value);
  return id && secret ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) } : undefined;
}

/** A place as messages spell it. */
export function placeText({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}
