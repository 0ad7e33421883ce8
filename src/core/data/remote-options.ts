import { SightlineError } from '../errors.ts';
import { urlScheme } from './remote-settings.ts';

type Check = (value: string) => boolean;

const isText: Check = () => true;
const isFlag: Check = (value) => /^(?:true|false)$/i.test(value);
const isInteger: Check = (value) => /^\s*[+-]?\d+\s*$/.test(value);
const isCount: Check = (value) => isInteger(value) && Number(value) >= 1;
const isSeconds: Check = (value) => value.trim() !== '' && Number(value) >= 0;

const wanted = new Map<Check, string>([
  [isFlag, 'true or false'],
  [isInteger, 'a whole number'],
  [isCount, 'a whole number from 1'],
  [isSeconds, 'a number of seconds'],
]);

function oneOf(...names: readonly string[]): Check {
  const check: Check = (value) => names.includes(value.toLowerCase());
  wanted.set(check, `one of ${names.join(', ')}`);
  return check;
}

const isLinkTypes: Check = (value) => value.split(',').every((name) => ['reflink', 'hardlink', 'symlink', 'copy'].includes(name.trim()));
wanted.set(isLinkTypes, 'a list of reflink, hardlink, symlink and copy');

function options(check: Check, names: string): Record<string, Check> {
  return Object.fromEntries(names.split(' ').map((name) => [name, check]));
}

const common = {
  ...options(isText, 'url'),
  ...options(isCount, 'checksum_jobs jobs'),
  ...options(isFlag, 'worktree no_traverse version_aware verify'),
};
const http = {
  ...options(oneOf('basic', 'digest', 'custom'), 'auth'),
  ...options(isText, 'custom_auth_header user password ssl_verify method'),
  ...options(isFlag, 'ask_password'),
  ...options(isSeconds, 'connect_timeout read_timeout'),
};
const webdav = {
  ...options(isText, 'user password token bearer_token_command custom_auth_header cert_path key_path ssl_verify'),
  ...options(isFlag, 'ask_password'),
  ...options(isInteger, 'timeout'),
};
const azureFlags =
  'allow_anonymous_login exclude_environment_credential exclude_visual_studio_code_credential exclude_shared_token_cache_credential exclude_managed_identity_credential';

/** What DVC 3.67 accepts in a remote's section, by the scheme of its url. */
const bySchemes: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  local: { ...options(isLinkTypes, 'type'), ...options(isFlag, 'protected slow_link_warning'), ...options(oneOf('group'), 'shared') },
  s3: {
    ...options(isText, 'region profile credentialpath configpath endpointurl access_key_id secret_access_key session_token ssl_verify sse'),
    ...options(isText, 'sse_kms_key_id sse_customer_algorithm sse_customer_key acl grant_read grant_read_acp grant_write_acp'),
    ...options(isText, 'grant_full_control'),
    ...options(isFlag, 'listobjects use_ssl allow_anonymous_login'),
    ...options(isInteger, 'read_timeout connect_timeout'),
  },
  gs: { ...options(isText, 'projectname credentialpath endpointurl'), ...options(isFlag, 'allow_anonymous_login') },
  ssh: {
    ...options(isLinkTypes, 'type'),
    ...options(isText, 'user password passphrase keyfile'),
    ...options(isInteger, 'port timeout max_sessions'),
    ...options(isFlag, 'ask_password ask_passphrase gss_auth allow_agent'),
  },
  hdfs: options(isText, 'user kerb_ticket'),
  webhdfs: {
    ...options(isText, 'kerberos_principal proxy_to ssl_verify token user password data_proxy_target'),
    ...options(isFlag, 'kerberos use_https'),
  },
  azure: {
    ...options(isText, 'connection_string sas_token account_name account_key tenant_id client_id client_secret'),
    ...options(isFlag, azureFlags),
    ...options(isInteger, 'timeout read_timeout connection_timeout'),
  },
  oss: options(isText, 'oss_key_id oss_key_secret oss_endpoint'),
  gdrive: {
    ...options(isText, 'profile gdrive_client_id gdrive_client_secret gdrive_user_credentials_file gdrive_service_account_user_email'),
    ...options(isText, 'gdrive_service_account_json_file_path'),
    ...options(isFlag, 'gdrive_use_service_account gdrive_trash_only gdrive_acknowledge_abuse'),
  },
  http,
  https: http,
  webdav,
  webdavs: webdav,
};

const own: Readonly<Record<string, Check>> = {
  ...options(isFlag, 'request_payer'),
  ...options(oneOf('when_supported', 'when_required'), 'request_checksum_calculation'),
};

/** Checks a remote's section, all files taken together, as DVC would on its next start. Throws `invalid-config`. */
export function checkRemoteOptions(name: string, section: ReadonlyMap<string, string>): void {
  const url = section.get('url');
  if (url === undefined || url === '') {
    throw new SightlineError('invalid-config', `remote '${name}' has no url`);
  }
  const scheme = urlScheme(url) ?? 'local';
  if (scheme === 'remote') {
    return; // a place below another remote, whose options it may override
  }
  const known = Object.hasOwn(bySchemes, scheme) ? bySchemes[scheme] : undefined;
  if (known === undefined) {
    throw new SightlineError('invalid-config', `the url of remote '${name}' starts with ${scheme}://, which DVC doesn't know`, {
      hint: `Known are folders and ${Object.keys(bySchemes).slice(1).join(', ')}.`,
    });
  }
  const checks = new Map(Object.entries({ ...common, ...known, ...(scheme === 's3' ? own : {}) }));
  for (const [option, value] of section) {
    const check = checks.get(option);
    if (check === undefined) {
      throw new SightlineError('invalid-config', `'${option}' is no option of remote '${name}'`, {
        hint: `There are: ${Object.keys({ ...common, ...known }).join(', ')}.`,
      });
    }
    if (!check(value)) {
      throw new SightlineError('invalid-config', `'${option}' of remote '${name}' must be ${wanted.get(check)}`, {
        hint: 'Name such a value; nothing was changed.',
      });
    }
  }
}

const secrets: ReadonlySet<string> = new Set(
  (
    'access_key_id secret_access_key session_token sse_customer_key password passphrase token custom_auth_header ' +
    'connection_string sas_token account_key client_secret oss_key_id oss_key_secret gdrive_client_secret'
  ).split(' '),
);

/** Whether an option holds what nobody else may read, so that it doesn't belong into git. */
export function isSecretOption(option: string): boolean {
  return secrets.has(option.toLowerCase());
}

/** Whether an option is ours: DVC refuses a configuration that holds one, so these have a file of their own. */
export function isOwnOption(option: string): boolean {
  return Object.hasOwn(own, option);
}
