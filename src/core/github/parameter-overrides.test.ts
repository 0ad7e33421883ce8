import { expect, it } from 'vitest';
import { readParameterFile } from '../value/read-parameter-file.ts';
import { checkOverrides } from './parameter-overrides.ts';

const params = readParameterFile('lr: 0.1\nepochs: 4\nname: resnet\nflip: true\nseeds: [1]\nmodel: { depth: 3 }\nempty:\n', 'params.yaml');

function check(set: Readonly<Record<string, string>>, seeds?: number) {
  return checkOverrides(params, new Map(Object.entries(set)), seeds);
}

it('reads each value as what it replaces', () => {
  const set = { lr: '1e-3', epochs: '12', name: 'vit-b/16', flip: 'false', 'model.depth': '5' };
  const values = new Map<string, unknown>([
    ['lr', 0.001],
    ['epochs', 12],
    ['name', 'vit-b/16'],
    ['flip', false],
    ['model.depth', 5],
  ]);
  expect(check(set)).toEqual({ kind: 'checked', values });
});

it('lets the list of seeds be the numbers from 1', () => {
  expect(check({}, 3)).toEqual({ kind: 'checked', values: new Map([['seeds', [1, 2, 3]]]) });
  expect(checkOverrides(new Map(), new Map(), 3)).toEqual({ kind: 'refused', reason: expect.stringContaining('needs a list') });
});

it('suggests no name that could be more than a name where the answer is shown', () => {
  const odd = readParameterFile('"@acme/lead": 1\n', 'params.yaml');
  expect(checkOverrides(odd, new Map([['acme-lead', '1']]), undefined)).toMatchObject({ reason: expect.not.stringContaining('@') });
});

it.each<readonly [string, string, RegExp]>([
  ['learning', '1', /no parameter learning/],
  ['epoch', '1', /did you mean epochs/],
  ['model.dept', '1', /did you mean model.depth/],
  ['__proto__', '1', /no parameter/],
  ['lr', 'fast', /is a number/],
  ['lr', 'NaN', /is a number/],
  ['lr', 'Infinity', /is a number/],
  ['lr', '1e300', /is a number/],
  ['lr', '', /is a number/],
  ['lr', '0x10', /is a number/],
  ['epochs', '1.5', /is a whole number/],
  ['epochs', '1'.repeat(16), /is a whole number/],
  ['flip', '1', /is true or false/],
  ['model', '1', /is a list, mapping or nothing/],
  ['seeds', '1', /is a list, mapping or nothing/],
  ['empty', '1', /is a list, mapping or nothing/],
  ...['$(id)', '`id`', 'a;b', 'a|b', 'a&b', 'a>b', '$HOME', 'a\nb', "'", '"', '{a}', '!x', 'a*', '~', '\\', '#'].map(
    (text) => ['name', text, /is a text of letters/] as const,
  ),
])('refuses %s=%j', (name, text, reason) => {
  expect(check({ [name]: text })).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
});
