import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createConsole } from './console.ts';

function recorded(): { readonly streams: readonly [PassThrough, PassThrough]; readonly text: (at: 0 | 1) => string } {
  const streams = [new PassThrough(), new PassThrough()] as const;
  return { streams, text: (at) => String(streams[at].read() ?? '') };
}

describe('the console', () => {
  it('keeps results apart from messages', () => {
    const { streams, text } = recorded();
    const console = createConsole(...streams);
    console.result('{}\n');
    console.info('working');
    expect([text(0), text(1)]).toEqual(['{}\n', 'working\n']);
  });

  it('lets no name out of a repository steer a terminal or a runner', () => {
    const { streams, text } = recorded();
    createConsole(...streams).warn('stage \u001B[2J\r\n::stop-commands::x\u009b1m ##[error] failed');
    expect(text(1)).toBe('stage \ufffd[2J\ufffd\n  > ::stop-commands::x\ufffd1m # #[error] failed\n');
  });

  it('lets no name of a result steer a terminal, and changes no JSON', () => {
    const { streams, text } = recorded();
    const console = createConsole(...streams);
    console.result('a\u001B[2J\r\u007f\u009b1m\tü\n');
    expect(text(0)).toBe('a\\u001b[2J\\u000d\\u007f\\u009b1m\tü\n');
    const value = { path: 'a\u001B\u007f\u009b\r\n' };
    console.result(JSON.stringify(value));
    expect(JSON.parse(text(0))).toEqual(value);
  });

  it('counts in plain lines where there is no terminal', () => {
    const { streams, text } = recorded();
    using counter = createConsole(...streams).progress('reading', 2);
    counter.advance();
    expect(text(1)).toBe('');
  });

  it('draws one line on a terminal, which gives way to messages', () => {
    const { streams, text } = recorded();
    Object.assign(streams[1], { isTTY: true, columns: 40 });
    const console = createConsole(...streams);
    {
      using counter = console.progress('Saving a\n::set-output::\u001B[2Jb', 4, 4000);
      counter.advance(1, 1000);
      const [before, line, ...more] = text(1).split('\u001B[2K');
      expect([before, more]).toEqual(['\r', []]);
      expect(line).toMatch(/^[^\p{Cc}]{1,39}$/u);
      console.info('careful');
      expect(text(1)).toBe('\r\u001B[2Kcareful\n');
    }
    expect(text(1)).toBe('');
  });
});
