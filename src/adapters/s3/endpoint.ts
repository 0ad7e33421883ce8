import type { S3Settings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';
import { awsFiles, configSection, readAwsSection, type Variables } from './aws-config.ts';
import { encodeKey } from './sign-request.ts';

/** Where requests go. */
export interface S3Endpoint {
  /** Where to begin; a server may name another one. */
  readonly region: string;
  /** Scheme, host and port. */
  origin(region: string): string;
  /** The encoded path of a key, or of the bucket. */
  path(key: string | undefined): string;
}

/**
 * A server that is named is asked by path (`host/bucket/key`), as DVC does; AWS by host (`bucket.s3.region...`), but for
 * buckets with a dot, which no certificate covers.
 */
export function resolveEndpoint(settings: S3Settings, env: Variables): S3Endpoint {
  const { config, profile } = awsFiles(settings, env);
  const ofProfile = readAwsSection(config.path, configSection(profile));
  const region = settings.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? ofProfile.get('region')?.value ?? 'us-east-1';
  const named = settings.endpointurl ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? ofProfile.get('endpoint_url')?.value;
  const style = ofProfile.get('addressing_style')?.value;
  const scheme = settings.use_ssl === false ? 'http' : 'https';
  const { bucket } = settings;
  if (named === undefined) {
    const byHost = style !== 'path' && /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);
    const origin = (at: string): string => `${scheme}://${byHost ? `${bucket}.` : ''}s3.${at}.${domainOf(at)}`;
    return { region, origin, path: pathBelow(byHost ? '' : `/${encodeKey(bucket)}`) };
  }
  const url = readUrl(named);
  const base = url.pathname.replace(/\/+$/, '');
  if (style === 'virtual') {
    return { region, origin: () => `${url.protocol}//${bucket}.${url.host}`, path: pathBelow(base) };
  }
  return { region, origin: () => url.origin, path: pathBelow(`${base}/${encodeKey(bucket)}`) };
}

function pathBelow(base: string): (key: string | undefined) => string {
  return (key) => (key === undefined ? base || '/' : `${base}/${encodeKey(key)}`);
}

function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new SightlineError('invalid-config', 'the endpointurl of an S3 remote is no http:// or https:// address', {
      hint: 'Write it as https://host:port.',
    });
  }
  return url;
}
