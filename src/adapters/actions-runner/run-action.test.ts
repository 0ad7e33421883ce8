import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type EndedStep, runStep } from '../../../test/support/action-step.ts';

const url = (file: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);

/** Runs an action that does this, as a process of its own. */
function act(body: string): Promise<EndedStep> {
  const imports = `import { runAction } from ${url('run-action.ts')};\nimport { SightlineError } from ${url('../../core/errors.ts')};`;
  return runStep(process.execPath, ['--input-type=module', '--eval', `${imports}\nawait runAction(async (run) => { ${body} });`], {});
}

describe('an action', () => {
  test('that does its work says nothing more', async () => {
    expect(await act("run.info('done'); run.output('a', 'b');")).toMatchObject({ code: 0, log: 'done\n', outputs: { a: 'b' } });
  });

  test('that fails says once what happened, where, and what to do, without a stack', async () => {
    const place = "{ place: { file: 'labels/a,b.json', line: 3, column: 5 }, hint: 'Do this.' }";
    const failed = await act(`throw new SightlineError('labels-invalid', 'it is\\n::warning::wrong', ${place});`);
    expect(failed.code).toBe(1);
    expect(failed.commands).toEqual([
      {
        name: 'error',
        properties: { title: 'Sightline', file: 'labels/a,b.json', line: '3' },
        message: 'it is\n::warning::wrong [labels-invalid]\nDo this.',
      },
    ]);
    expect(failed.log.split('\n')).toHaveLength(2);
  });

  test('that has a bug says so, with a stack in the log that gives no command', async () => {
    const failed = await act("throw new TypeError('odd\\n::set-output name=a::b\\n##[error]c');");
    expect(failed).toMatchObject({ code: 1, outputs: {}, commands: [{ name: 'error', properties: { title: 'Sightline' } }] });
    expect(failed.commands[0]?.message).toMatch(/^This is a bug of Sightline: odd\n.*\[internal\]\nPlease report this/s);
    expect(failed.log).toMatch(/TypeError: odd\n {2}> ::set-output name=a::b\n {2}# #\[error\]c\n {6}at /);
  });

  test('that throws what is no error says so, too', async () => {
    expect((await act("throw 'odd';")).commands[0]?.message).toContain('bug of Sightline: odd');
  });
});
