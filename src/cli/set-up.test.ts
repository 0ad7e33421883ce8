import { describe, expect, it } from 'vitest';
import { checkAnswer } from './set-up.ts';

describe('an answer of a question', () => {
  it.each([
    ['model', 'A b', 'must be 2 to 64 lower-case letters'],
    ['images', '../data', 'must be a path inside the repository'],
    ['labels', '/etc/passwd', 'must be a path inside the repository'],
    ['runsOn', 'gpu, $(x)', "'$(x)' is no label"],
    ['untrustedRole', 'sightline', 'untrusted must look like arn:'],
    ['trustedRole', '', 'trusted must look like arn:'],
    ['region', 'Frankfurt', 'region must look like'],
    ['actions', 'acme/sightline@v1', 'names no actions'],
    ['actions', '', 'belongs to no release'],
  ] as const)('is refused by itself: %s %j', (key, text, message) => {
    expect(() => checkAnswer(key, text)).toThrow(message);
  });

  it.each([
    ['model', 'cracks'],
    ['labels', ''],
    ['labels', 'labels/test.csv'],
    ['runsOn', 'self-hosted, gpu'],
    ['untrustedRole', ''],
    ['remote', ''],
    ['actions', './.github/sightline/actions'],
  ] as const)('is taken: %s %j', (key, text) => {
    expect(() => checkAnswer(key, text)).not.toThrow();
  });
});
