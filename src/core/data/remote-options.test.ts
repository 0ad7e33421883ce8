import { expect, it } from 'vitest';
import { checkRemoteOptions } from './remote-options.ts';

it.each(['constructor', '__proto__', 'toString'])('takes %s, which every object has, for no option', (name) => {
  const section = new Map([
    ['url', 's3://bucket'],
    [name, '3'],
  ]);
  const refusal = { code: 'invalid-config', message: `'${name}' is no option of remote 'store'` };
  expect(() => checkRemoteOptions('store', section)).toThrow(expect.objectContaining(refusal));
});

it('takes constructor for no scheme', () => {
  expect(() => checkRemoteOptions('store', new Map([['url', 'constructor://bucket']]))).toThrow(/which DVC doesn't know/);
});

it('takes the options of the scheme and those of all', () => {
  const section = new Map([
    ['url', 's3://bucket'],
    ['region', 'eu-north-1'],
    ['jobs', '4'],
  ]);
  expect(() => checkRemoteOptions('store', section)).not.toThrow();
});
