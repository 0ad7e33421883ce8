import fc from 'fast-check';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandsIn, outputsIn } from '../../../test/support/runner-reading.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { appendPath } from './environment-file.ts';
import { RunnerStep } from './runner-step.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const file = (name: string): string => join(folder.path, name);

/** A step whose files are in the folder, and what it has written to its log. */
function startStep(more: Readonly<Record<string, string>> = {}): { readonly step: RunnerStep; readonly log: () => string } {
  let written = '';
  const env = { GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary'), GITHUB_EVENT_PATH: file('event.json'), ...more };
  return { step: new RunnerStep(env, (text) => (written += text)), log: () => written };
}

const attack = fc.array(
  fc.constantFrom(
    '::',
    '##[',
    ']',
    '\n',
    '\r',
    '\u0085',
    '\u2028',
    '\u200b',
    '%0A',
    '%',
    ',',
    ' ',
    'set-output name=a',
    'error',
    '<<',
    'x',
  ),
  { maxLength: 14 },
);
const hostile = fc.oneof(fc.string(), attack).map((parts) => (typeof parts === 'string' ? parts : parts.join('')));

describe('the log', () => {
  test('takes no text of others for a command', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { step, log } = startStep();
        step.info(text);
        expect(commandsIn(log())).toEqual([]);
      }),
    );
  });

  test('is read by these tests as the runner reads it, so that an unguarded command is found', () => {
    for (const line of ['::set-output name=a::b', '   ::error::b', 'text ##[error]b', '\u200b::warning::b']) {
      expect(commandsIn(`${line}\n`)).toMatchObject([{ message: 'b' }]);
    }
  });

  test('shows such text all the same', () => {
    const { step, log } = startStep();
    step.info('class ::stop-commands::x is new\n::error::gone\nand ##[group]');
    expect(log()).toBe('class ::stop-commands::x is new\n  > ::error::gone\n  and # #[group]\n');
  });

  test('gets one annotation with the whole message, whatever is in it', () => {
    fc.assert(
      fc.property(hostile, hostile, (message, name) => {
        const { step, log } = startStep();
        step.annotate('error', message, { file: `labels/${name}`, line: 7 });
        const visible = message.replaceAll(/(?!\n)[\p{Cc}\u2028]/gu, '\ufffd');
        const properties = { title: 'Sightline', file: `labels/${name}`, line: '7' };
        expect(commandsIn(log())).toEqual([{ name: 'error', properties, message: visible }]);
      }),
    );
  });

  test('gets no annotation that is longer than the runner keeps', () => {
    const { step, log } = startStep();
    step.annotate('warning', 'a'.repeat(10_000));
    expect(commandsIn(log())[0]?.message).toMatch(/^a{4095}…$/);
  });

  test('masks every line of a secret, and nothing where there is none', () => {
    const { step, log } = startStep();
    step.maskSecret('');
    step.maskSecret('one\r\n\n two%\n');
    expect(commandsIn(log()).map(({ name, message }) => [name, message])).toEqual([
      ['add-mask', 'one'],
      ['add-mask', ' two%'],
    ]);
  });
});

describe('an output', () => {
  test('keeps any value and sets no other', () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        writeFileSync(file('output'), '');
        const { step } = startStep();
        step.output('matrix', first);
        step.output('reason', second);
        expect(outputsIn(readFileSync(file('output'), 'utf8'))).toEqual({ matrix: first.toWellFormed(), reason: second.toWellFormed() });
      }),
    );
  });

  test('outside of a workflow is an error that names the variable', () => {
    expect(() => startStep({ GITHUB_OUTPUT: '' }).step.output('a', 'b')).toThrow(/GITHUB_OUTPUT is not set/);
  });

  test('takes a folder for the PATH in one line only', () => {
    appendPath({ GITHUB_PATH: file('path') }, '/opt/a b');
    expect(readFileSync(file('path'), 'utf8')).toBe('/opt/a b\n');
    expect(() => appendPath({ GITHUB_PATH: file('path') }, '/opt/a\n/tmp/evil')).toThrow(/line break/);
  });
});

describe('an input', () => {
  test('is trimmed, found by its name in any case, and empty when it is not given', () => {
    const { step } = startStep({ INPUT_BASE: ' main\n', 'INPUT_PULL-REQUEST': '7' });
    expect([step.input('base'), step.input('pull-request'), step.input('targets')]).toEqual(['main', '7', '']);
  });
});

describe('the summary', () => {
  test('is appended to what is there', async () => {
    const { step } = startStep();
    await step.summary('# One');
    await step.summary('# Two');
    expect(readFileSync(file('summary'), 'utf8')).toBe('# One\n# Two\n');
  });

  test('ends at the last whole line within a MiB, and says so there and in the log', async () => {
    const { step, log } = startStep();
    const line = '| ü'.padEnd(98, '.');
    await step.summary('# One');
    await step.summary(Array.from({ length: 20_000 }, () => line).join('\n'));
    const text = readFileSync(file('summary'), 'utf8');
    const size = statSync(file('summary')).size;
    expect(size).toBeLessThanOrEqual(1 << 20);
    expect(size).toBeGreaterThan((1 << 20) - 200);
    expect(new Set(text.split('\n'))).toEqual(new Set(['# One', line, '', '_The rest is cut: GitHub takes 1 MiB of a step._']));
    expect(commandsIn(log())).toMatchObject([{ name: 'warning' }]);
  });

  test('that is full already stays as it is', async () => {
    const { step, log } = startStep();
    writeFileSync(file('summary'), '');
    truncateSync(file('summary'), 1 << 20);
    await step.summary('more');
    expect(statSync(file('summary')).size).toBe(1 << 20);
    expect(commandsIn(log())).toMatchObject([{ name: 'warning' }]);
  });
});

describe('the event', () => {
  test('is read with its name', async () => {
    writeFileSync(file('event.json'), '{ "number": 7 }');
    expect(await startStep({ GITHUB_EVENT_NAME: 'pull_request' }).step.readEvent()).toEqual({
      name: 'pull_request',
      payload: { number: 7 },
    });
  });

  test('that is missing, no JSON, or too large is refused with the file', async () => {
    const { step } = startStep({ GITHUB_EVENT_NAME: 'pull_request' });
    const place = { file: file('event.json') };
    expect(existsSync(place.file)).toBe(false);
    await expect(step.readEvent()).rejects.toMatchObject({ code: 'github-settings', place });
    writeFileSync(place.file, '{');
    await expect(step.readEvent()).rejects.toMatchObject({ code: 'github-settings', place });
    truncateSync(place.file, 2 ** 33);
    await expect(step.readEvent()).rejects.toMatchObject({ code: 'file-too-large', place });
    await expect(startStep().step.readEvent()).rejects.toThrow(/GITHUB_EVENT_NAME is not set/);
  });
});
