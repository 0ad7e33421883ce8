import { devNull } from 'node:os';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';
import { type AwsFile, awsFiles, type Variables } from './aws-config.ts';
import type { S3Credentials } from './sign-request.ts';
import { readStaticKeys } from './static-keys.ts';

/** Credentials with what is known of them. */
export interface KnownCredentials {
  /** Undefined: requests aren't signed. */
  readonly keys: S3Credentials | undefined;
  /** For messages: where they are from, never what they are. */
  readonly source: string;
  /** The environment or the person's AWS files gave them, not the remote's settings. */
  readonly isPersonal: boolean;
}

/** Where credentials are from; asked before each request. */
export interface CredentialSource {
  /** As they are now: those that expire within minutes are replaced first. */
  current(): Promise<KnownCredentials>;
  /** The server calls them expired: whether there may be newer ones. */
  renew(): Promise<boolean>;
}

/** The first of: none when the remote allows that, the remote's settings, variables, and what the AWS tools know. */
export function credentialSource(settings: S3Settings, env: Variables): CredentialSource {
  const { access_key_id: id, secret_access_key: secret, session_token: token } = settings;
  if (settings.allow_anonymous_login === true) {
    return fixed({ keys: undefined, source: 'no credentials, as allow_anonymous_login says', isPersonal: false });
  }
  if (id !== undefined && secret !== undefined) {
    return fixed({ keys: keysOf(id, secret, token), source: "access_key_id of the remote's settings", isPersonal: false });
  }
  const [envId, envSecret] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
  if (settings.profile === undefined && envId && envSecret) {
    const keys = keysOf(envId, envSecret, env['AWS_SESSION_TOKEN']);
    return fixed({ keys, source: 'AWS_ACCESS_KEY_ID of the environment', isPersonal: true });
  }
  return new AwsChain(settings, env);
}

function keysOf(accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined): S3Credentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function fixed(known: KnownCredentials): CredentialSource {
  return { current: async () => known, renew: async () => false };
}

const marginMilliseconds = 5 * 60_000;

interface Resolved extends KnownCredentials {
  /** Some minutes before they expire, or half their time when that is shorter. */
  readonly freshUntil: number;
}

/** Profiles, SSO, web identity, processes, containers and instance roles, as Amazon's own package finds them. */
class AwsChain implements CredentialSource {
  readonly #settings: S3Settings;
  readonly #env: Variables;
  #asked: Promise<Resolved> | undefined;

  constructor(settings: S3Settings, env: Variables) {
    this.#settings = settings;
    this.#env = env;
  }

  async current(): Promise<KnownCredentials> {
    const asked = (this.#asked ??= this.#resolve());
    const known = await asked;
    if (Date.now() < known.freshUntil) {
      return known;
    }
    if (this.#asked === asked) {
      this.#asked = this.#resolve();
    }
    return this.#asked;
  }

  async renew(): Promise<boolean> {
    const before = await this.#asked;
    this.#asked = undefined;
    const { keys } = await this.current();
    return keys?.accessKeyId !== before?.keys?.accessKeyId || keys?.sessionToken !== before?.keys?.sessionToken;
  }

  async #resolve(): Promise<Resolved> {
    const files = awsFiles(this.#settings, this.#env);
    const profile = this.#settings.profile ?? this.#env['AWS_PROFILE'];
    const of = profile === undefined ? '' : ` of profile '${profile}'`;
    const keys = readStaticKeys(files);
    if (keys !== undefined) {
      const source = `credentials${of} in a file that the remote's settings name`;
      return { keys, source, isPersonal: false, freshUntil: Infinity };
    }
    try {
      const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
      const provide = defaultProvider({
        filepath: obeyed(files.credentials),
        configFilepath: obeyed(files.config),
        ...(profile === undefined ? {} : { profile }),
      });
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await provide();
      const source = `credentials${of} that the AWS settings of this machine give`;
      const left = (expiration?.getTime() ?? Infinity) - Date.now();
      const freshUntil = Date.now() + Math.max(left / 2, left - marginMilliseconds);
      return { keys: keysOf(accessKeyId, secretAccessKey, sessionToken), source, isPersonal: true, freshUntil };
    } catch (error) {
      this.#asked = undefined;
      const why = error instanceof Error ? error.message : String(error);
      throw new SightlineError('remote-denied', `there are no AWS credentials${of}: ${why}`, {
        hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or log in with 'aws sso login'.",
        cause: error,
      });
    }
  }
}

/** What the AWS tools may read: they would run what a file names. */
function obeyed({ path, namedAt }: AwsFile): string {
  return namedAt === undefined ? path : devNull;
}
