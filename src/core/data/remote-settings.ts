import { z } from 'zod';
import { type Place, SightlineError } from '../errors.ts';
import { type DvcConfig, placeOf } from './dvc-config.ts';
import { baseName, joinFromRoot, parentOf } from './root-path.ts';

const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false'], { error: 'must be true or false' }))
  .transform((text) => text === 'true');
const count = z.coerce.number<string>().int().min(1);
const seconds = z.coerce.number<string>().min(0);

const common = {
  url: z.string().min(1),
  jobs: count.optional(),
  worktree: flag.optional(),
  version_aware: flag.optional(),
  verify: flag.optional(),
};

/** Settings of an `s3://` remote: DVC's names, and ours at the end. */
const s3Schema = z.object({
  ...common,
  region: z.string().optional(),
  profile: z.string().optional(),
  credentialpath: z.string().optional(),
  configpath: z.string().optional(),
  endpointurl: z.string().optional(),
  access_key_id: z.string().optional(),
  secret_access_key: z.string().optional(),
  session_token: z.string().optional(),
  use_ssl: flag.optional(),
  ssl_verify: z.string().optional(),
  allow_anonymous_login: flag.optional(),
  sse: z.string().optional(),
  sse_kms_key_id: z.string().optional(),
  sse_customer_algorithm: z.string().optional(),
  sse_customer_key: z.string().optional(),
  acl: z.string().optional(),
  grant_read: z.string().optional(),
  grant_read_acp: z.string().optional(),
  grant_write_acp: z.string().optional(),
  grant_full_control: z.string().optional(),
  read_timeout: seconds.optional(),
  connect_timeout: seconds.optional(),
  /** Ours: the requester pays for what is read. */
  request_payer: flag.optional(),
  /** Ours: some S3-compatible stores refuse checksums that the protocol doesn't require. */
  request_checksum_calculation: z.enum(['when_supported', 'when_required']).optional(),
});

const localSchema = z.object(common);

/** A remote on S3 or a server that speaks its protocol. */
export interface S3Settings extends z.infer<typeof s3Schema> {
  readonly kind: 's3';
  readonly bucket: string;
  /** Empty, or without a slash at either end. */
  readonly prefix: string;
  /** Where the project's own files name AWS files: such a file gives keys and places, and nothing that it names is run or read. */
  readonly namedByProject?: Partial<Readonly<Record<AwsFileKey, Place>>>;
  /** Where a file that is committed names the server. */
  readonly endpointNamedAt?: Place;
}

/** The settings that name a file of the AWS tools: a relative path counts from the folder of the configuration. */
export type AwsFileKey = 'configpath' | 'credentialpath';

/** A remote in a folder of this machine, which may be a network mount. */
export interface LocalSettings extends z.infer<typeof localSchema> {
  readonly kind: 'local';
  /** Absolute, or from the folder of the configuration. */
  readonly folder: string;
}

/** A remote that we can talk to. */
export type RemoteSettings = S3Settings | LocalSettings;

/** A remote's section: `['remote "name"']`. */
export function remoteSection(name: string): string {
  return `remote "${name}"`;
}

/** The names of all remotes, in the order of the configuration. */
export function remoteNames(config: DvcConfig): readonly string[] {
  return [...config.keys()].flatMap((section) => /^remote "(?<name>.*)"$/.exec(section)?.groups?.['name'] ?? []);
}

const schemeText = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\//i;

/** The scheme of a url in lower case; undefined for a folder. */
export function urlScheme(url: string): string | undefined {
  return schemeText.exec(url)?.groups?.['scheme']?.toLowerCase();
}

/** Reads a remote's section. Throws `unknown-remote`, `unsupported-remote` and `invalid-config`. */
export function readRemoteSettings(config: DvcConfig, name: string): RemoteSettings {
  const section = config.get(remoteSection(name));
  if (section === undefined) {
    const known = remoteNames(config);
    throw new SightlineError('unknown-remote', `there is no remote '${name}' in the configuration`, {
      hint: known.length === 0 ? "Add it with 'sightline remote add'." : `There are: ${known.join(', ')}.`,
    });
  }
  const place = (key: string): { readonly place?: Place } => {
    const found = placeOf(config, remoteSection(name), key) ?? placeOf(config, remoteSection(name));
    return found === undefined ? {} : { place: found };
  };
  refusePrograms(section, name, place);
  const url = section.get('url') ?? '';
  const kind = urlScheme(url);
  switch (kind) {
    case undefined: {
      const { place: where } = place('url');
      return { kind: 'local', ...check(localSchema, section, name, place), folder: fromConfig(url, where) };
    }
    case 's3': {
      const settings = check(s3Schema, section, name, place);
      const [bucket = '', ...rest] = settings.url.replace(schemeText, '').split('/');
      const prefix = rest.filter((part) => part !== '').join('/');
      if (bucket === '') {
        throw new SightlineError('invalid-config', `the url of remote '${name}' names no bucket`, place('url'));
      }
      return { kind: 's3', ...settings, ...readAwsFileKeys(section, place), ...committedEndpoint(section, place), bucket, prefix };
    }
    default:
      throw new SightlineError(
        'unsupported-remote',
        `remote '${name}' is at ${kind}://, and Sightline speaks s3:// and folders only`,
        place('url'),
      );
  }
}

type PlaceOf = (key: string) => { readonly place?: Place };

/** A path in a file of the project's `.dvc` counts from there. */
function fromConfig(path: string, where: Place | undefined): string {
  return where?.file.startsWith('/') === true && !/^~(?:\/|$)/.test(path) ? joinFromRoot(parentOf(where.file), path) : path;
}

/** Options that name a program to run: what comes with a repository must not start anything. */
function refusePrograms(section: ReadonlyMap<string, string>, name: string, place: PlaceOf): void {
  const program = [...section.keys()].find((key) => key.endsWith('_command') || key === 'credential_process');
  if (program !== undefined) {
    throw new SightlineError(
      'invalid-config',
      `'${program}' of remote '${name}' names a program, and Sightline runs none for a configuration`,
      {
        ...place(program),
        hint: 'Remove the setting, and give the credentials by the environment or your own AWS files.',
      },
    );
  }
}

/** Where AWS files are, and which of them the project names; without a known place, one is taken for the project's. */
function readAwsFileKeys(section: ReadonlyMap<string, string>, place: PlaceOf): Pick<S3Settings, AwsFileKey | 'namedByProject'> {
  const paths: Partial<Record<AwsFileKey, string>> = {};
  const namedByProject: Partial<Record<AwsFileKey, Place>> = {};
  for (const key of ['configpath', 'credentialpath'] as const) {
    const path = section.get(key);
    const { place: where } = place(key);
    if (path !== undefined) {
      paths[key] = fromConfig(path, where);
      if (where === undefined || isOfProject(where)) {
        namedByProject[key] = where ?? { file: 'the configuration' };
      }
    }
  }
  return { ...paths, namedByProject };
}

function committedEndpoint(section: ReadonlyMap<string, string>, place: PlaceOf): Pick<S3Settings, 'endpointNamedAt'> {
  const endpoint = section.has('endpointurl') ? place('endpointurl').place : undefined;
  return endpoint !== undefined && isOfProject(endpoint) && baseName(endpoint.file) !== 'config.local' ? { endpointNamedAt: endpoint } : {};
}

/** Whether a setting comes with the project, not from the person's or the machine's own configuration. */
function isOfProject({ file }: Place): boolean {
  return baseName(parentOf(file)) === '.dvc';
}

function check<Schema extends z.ZodObject>(
  schema: Schema,
  section: ReadonlyMap<string, string>,
  name: string,
  place: PlaceOf,
): z.infer<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(section));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') ?? '';
    throw new SightlineError('invalid-config', `'${path}' of remote '${name}': ${issue?.message}`, place(path));
  }
  return parsed.data;
}
