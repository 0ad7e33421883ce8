import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { createConsole } from '../adapters/terminal/console.ts';
import { quietly } from './project.ts';

it.each([true, false])('prints warnings only when it is to be quiet, and no line of progress: %j', (isQuiet) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const [results, messages] = [new PassThrough(), new PassThrough()];
  const cli = { console: createConsole(results, messages), cwd: '/', env: {}, signal: new AbortController().signal, exitWith: () => {} };
  const { console } = quietly(cli, isQuiet);
  {
    using progress = console.progress('Hashing', 2);
    vi.advanceTimersByTime(60_000);
    progress.advance();
  }
  console.info('working');
  console.result('done\n');
  console.warn('careful');
  vi.useRealTimers();
  expect(String(messages.read())).toBe(isQuiet ? 'careful\n' : 'Hashing: 1/2 (50 %), 0.0/s, 60 s left\nworking\ncareful\n');
  expect(results.read() === null).toBe(isQuiet);
});
