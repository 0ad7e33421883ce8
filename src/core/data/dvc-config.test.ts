import { expect, it } from 'vitest';
import { mergeDvcConfigs, parseDvcConfig } from './dvc-config.ts';

const text =
  '[core]\n    remote = store\n    Autostage = true\n[\'remote "store"\']\n    url = s3://bucket/x=1\n# note\n[cache]\n    type = "hardlink,copy"\n';

it('reads sections and settings as DVC writes them', () => {
  const config = parseDvcConfig(text, '.dvc/config');
  expect(config.get('core')?.get('autostage')).toBe('true');
  expect(config.get('remote "store"')?.get('url')).toBe('s3://bucket/x=1');
  expect(config.get('cache')?.get('type')).toBe('hardlink,copy');
});

it('lets the later file win, setting by setting', () => {
  const merged = mergeDvcConfigs([parseDvcConfig(text, 'a'), parseDvcConfig('[core]\nremote = other\n', 'b')]);
  expect(merged.get('core')?.get('remote')).toBe('other');
  expect(merged.get('core')?.get('autostage')).toBe('true');
});

it.each(['x = 1\n', '[core]\nnonsense\n'])('names the line of %j', (source) => {
  expect(() => parseDvcConfig(source, 'config')).toThrow(
    expect.objectContaining({ code: 'invalid-config', place: expect.objectContaining({ file: 'config' }) as unknown }),
  );
});
