import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runActionStep } from '../support/action-step.ts';

const root = resolve(import.meta.dirname, '../..');
const actions = readdirSync(join(root, 'actions'));
const bundled = actions.filter((name) => existsSync(join(root, 'actions', name, 'main.ts')));

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

/** Every step of an action or a workflow. */
function stepsIn(value: unknown): readonly Step[] {
  if (Array.isArray(value)) {
    return value.flatMap(stepsIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => (key === 'steps' ? (inner as Step[]) : stepsIn(inner)));
}

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

describe.each(globSync(['action.yml', 'actions/*/action.yml', '.github/workflows/*.yml'], { cwd: root }))('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');

  test('puts no expression into a script, since its value would be read as code', () => {
    const scripts = stepsIn(parse(text)).flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  test('names every action by its full commit, and says which version that is', () => {
    const lines = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(lines).toHaveLength(stepsIn(parse(text)).filter(({ uses }) => uses !== undefined).length);
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });
});
