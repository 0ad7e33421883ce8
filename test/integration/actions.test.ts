import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runActionStep } from '../support/action-step.ts';

const root = resolve(import.meta.dirname, '../..');
const actions = readdirSync(join(root, 'actions'));
const bundled = actions.filter((name) => existsSync(join(root, 'actions', name, 'main.ts')));

interface ActionFile {
  readonly runs: { readonly using: string; readonly main?: string };
}

function readAction(name: string): ActionFile {
  return parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8')) as ActionFile;
}

describe.each(bundled)('the action %s', (name) => {
  test('runs on Node 24, from where the build puts it', () => {
    const { using, main = '' } = readAction(name).runs;
    expect(using).toBe('node24');
    expect(join(root, 'actions', name, main)).toBe(join(root, 'dist/actions', name, 'main.mjs'));
    expect(existsSync(join(root, 'actions', name, main))).toBe(true);
  });

  test('says what is missing, in one annotation without a stack, where nothing is set', async () => {
    const { code, log, commands } = await runActionStep(name, { env: { GITHUB_OUTPUT: '', GITHUB_PATH: '', GITHUB_STEP_SUMMARY: '' } });
    expect({ code, log }).toEqual({ code: 1, log: expect.stringMatching(/^::error title=Sightline::.*\[[a-z-]+\]%0A.+\n$/) });
    expect(commands).toHaveLength(1);
  });
});
