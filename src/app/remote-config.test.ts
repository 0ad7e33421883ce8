import { expect, it } from 'vitest';
import type { ConfigFiles } from '../core/config-ports.ts';
import { type RemoteConfig, addRemote, listRemotes, modifyRemote, removeRemote, renameRemote } from './remote-config.ts';

function configuration(level?: RemoteConfig['level']): { config: RemoteConfig; texts: Map<string, string>; said: string[] } {
  const texts = new Map<string, string>();
  const said: string[] = [];
  const files: ConfigFiles = {
    levels: ['system', 'global', 'project', 'local'],
    home: '/home/me',
    cwd: '/home/me/project/sub',
    path: (name) => `/home/me/project/.dvc/${name}`,
    read: (name) => texts.get(name),
    write: (name, text) => texts.set(name, text),
  };
  const say = (line: string): void => void said.push(line);
  const console = { result: say, info: say, warn: say, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
  return { config: { files, console, level }, texts, said };
}

const plain = { force: false, isDefault: false };

it('writes a secret where git does not see it, and says so without the secret', () => {
  const { config, texts, said } = configuration();
  addRemote(config, 'store', 's3://bucket', plain);
  modifyRemote(config, 'store', 'secret_access_key', 'hush');
  expect(texts.get('project')).not.toContain('hush');
  expect(texts.get('local')).toBe(`['remote "store"']\n    secret_access_key = hush\n`);
  expect(said.join()).toMatch(/secret_access_key.*config|local/);
  expect(said.join()).not.toContain('hush');
});

it('writes a secret into the project when told so, with a warning', () => {
  const { config, texts, said } = configuration('project');
  addRemote(config, 'store', 's3://bucket', plain);
  modifyRemote(config, 'store', 'session_token', 'hush');
  expect(texts.get('project')).toContain('session_token = hush');
  expect(said.join()).toContain('--local');
});

it('keeps settings that DVC would refuse in a file of our own, which follows the remote', () => {
  const { config, texts } = configuration();
  addRemote(config, 'store', 's3://bucket', plain);
  modifyRemote(config, 'store', 'request_payer', 'true');
  expect(texts.get('project')).not.toContain('request_payer');
  renameRemote(config, 'store', 'other');
  expect(texts.get('own')).toBe(`['remote "other"']\n    request_payer = true\n`);
  removeRemote(config, 'other');
  expect(texts.get('own')).toBe('\n');
});

it('spells a folder from the configuration and lists it in full', () => {
  const { config, texts } = configuration();
  addRemote(config, 'store', '../../store', { force: false, isDefault: true });
  expect(texts.get('project')).toBe(`[core]\n    remote = store\n['remote "store"']\n    url = ../../store\n`);
  expect(listRemotes(config)).toEqual([{ name: 'store', url: '/home/me/store', isDefault: true }]);
});

it.each(['a b', 'a"b', "a'b", 'a]', '', 'a\nb'])('refuses %j as a name and writes nothing', (name) => {
  const { config, texts } = configuration();
  expect(() => addRemote(config, name, 'x', plain)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  expect(texts.size).toBe(0);
});

it('leaves the file as it was when an option is refused', () => {
  const { config, texts } = configuration();
  addRemote(config, 'store', 's3://bucket', plain);
  const before = texts.get('project');
  for (const [option, value] of [
    ['jobs', 'x'],
    ['nonsense', '1'],
    ['endpoint', 'x'],
    ['credential_process', 'x'],
  ] as const) {
    expect(() => modifyRemote(config, 'store', option, value)).toThrow(expect.objectContaining({ code: 'invalid-config' }));
  }
  expect(texts.get('project')).toBe(before);
});
