import { expect, it } from 'vitest';
import { readYamlSource } from '../value/read-yaml.ts';
import { bucketSettings } from './bucket-settings.ts';
import { parseDvcFile } from './dvc-file.ts';

function read(config: string): unknown {
  const text = `frozen: true\ndeps:\n- hash: md5\n  path: s3://bucket/key\n  fs_config: ${config}\nouts:\n- hash: md5\n  path: key\n`;
  const { value, place } = readYamlSource(text, 'key.dvc');
  const [dep] = parseDvcFile(value, 'key.dvc', place).deps;
  return dep === undefined ? undefined : bucketSettings('bucket', dep.config);
}

it('reads the settings of a .dvc file', () => {
  expect(read('{region: eu-north-1, use_ssl: false, read_timeout: 20}')).toMatchObject({
    bucket: 'bucket',
    region: 'eu-north-1',
    use_ssl: false,
    read_timeout: 20,
  });
});

it.each([
  '[1]',
  'word',
  'null',
  '{__proto__: x}',
  '{constructor: x}',
  '{REGION: eu}',
  '{url: s3://other}',
  '{request_payer: true}',
  '{region: [1]}',
  '{use_ssl: perhaps}',
  '{connect_timeout: -1}',
])('refuses fs_config: %s with its line, and speaks of no INI', (config) => {
  expect(() => read(config)).toThrow(
    expect.objectContaining({
      code: 'invalid-dvc-file',
      place: expect.objectContaining({ file: 'key.dvc', line: 5 }) as unknown,
      hint: expect.not.stringContaining('INI') as unknown,
    }),
  );
});
