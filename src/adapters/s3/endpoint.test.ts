import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { resolveEndpoint } from './endpoint.ts';

const none = { AWS_CONFIG_FILE: '/nowhere' };

function address(more: Partial<S3Settings>, env: Readonly<Record<string, string>> = none, key?: string): string {
  const endpoint = resolveEndpoint({ kind: 's3', url: 's3://b', bucket: 'data', prefix: '', ...more }, env);
  return endpoint.origin(endpoint.region) + endpoint.path(key);
}

describe('where requests go', () => {
  it.each([
    [{}, 'https://data.s3.us-east-1.amazonaws.com/'],
    [{ region: 'eu-west-1' }, 'https://data.s3.eu-west-1.amazonaws.com/'],
    [{ region: 'cn-north-1' }, 'https://data.s3.cn-north-1.amazonaws.com.cn/'],
    [{ use_ssl: false }, 'http://data.s3.us-east-1.amazonaws.com/'],
    [{ bucket: 'with.dots' }, 'https://s3.us-east-1.amazonaws.com/with.dots'],
    [{ endpointurl: 'http://127.0.0.1:9000' }, 'http://127.0.0.1:9000/data'],
    [{ endpointurl: 'https://host/base/' }, 'https://host/base/data'],
  ])('%j', (settings, wanted) => {
    expect(address(settings)).toBe(wanted);
  });

  it('follows variables, and the settings of the remote before them', () => {
    const env = { ...none, AWS_REGION: 'eu-north-1', AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b' };
    expect(address({}, env, 'x y')).toBe('http://b/data/x%20y');
    expect(address({ endpointurl: 'http://c' }, env)).toBe('http://c/data');
    expect(resolveEndpoint({ kind: 's3', url: '', bucket: 'b', prefix: '' }, env).region).toBe('eu-north-1');
  });

  it("follows the AWS tools' settings of the profile", () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'config');
    writeFileSync(file, '[default]\nregion = a-1\n[profile team]\nregion = b-2\ns3 =\n    addressing_style = path\n');
    const env = { AWS_CONFIG_FILE: file };
    expect(address({}, env)).toBe('https://data.s3.a-1.amazonaws.com/');
    expect(address({ profile: 'team' }, env)).toBe('https://s3.b-2.amazonaws.com/data');
    expect(address({}, { ...env, AWS_PROFILE: 'team' }, 'k')).toBe('https://s3.b-2.amazonaws.com/data/k');
    expect(address({ configpath: file }, {})).toBe('https://data.s3.a-1.amazonaws.com/');
  });

  it.each(['localhost:9000', 'ftp://x', 'http://user:secret@host', 'http://host/?q'])('is no address: %s', (endpointurl) => {
    expect(() => address({ endpointurl })).toThrow(
      expect.objectContaining({ code: 'invalid-config', message: expect.not.stringContaining('secret') }),
    );
  });
});
