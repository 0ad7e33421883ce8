import { readFileSync } from 'node:fs';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';
import { namesProxy } from '../../core/http/proxy-variables.ts';
import type { Variables } from './aws-config.ts';

const defaultSeconds = { connect: 10, read: 60 } as const;

/** Connections that are kept open, one request at a time on each; idle ones don't keep the process alive. */
export function openConnections(settings: S3Settings, env: Variables, count: number): Dispatcher {
  const read = (settings.read_timeout ?? defaultSeconds.read) * 1000;
  const connect = (settings.connect_timeout ?? defaultSeconds.connect) * 1000;
  const options = {
    connections: count,
    pipelining: 1,
    allowH2: false,
    headersTimeout: read,
    bodyTimeout: read,
    connect: { timeout: connect, ...trust(settings.ssl_verify, env) },
  };
  return namesProxy(env) ? new EnvHttpProxyAgent(options) : new Agent(options);
}

/** Which certificates are believed: `ssl_verify` is true, false, or a file of authorities. */
function trust(verify: string | undefined, env: Variables): { readonly rejectUnauthorized?: boolean; readonly ca?: Buffer } {
  if (verify?.toLowerCase() === 'false') {
    return { rejectUnauthorized: false };
  }
  const file = verify === undefined || verify.toLowerCase() === 'true' ? env['AWS_CA_BUNDLE'] : verify;
  if (!file) {
    return {};
  }
  try {
    return { ca: readFileSync(file) };
  } catch (error) {
    throw new SightlineError('invalid-config', `the file of certificates '${file}' can't be read`, { cause: error });
  }
}
