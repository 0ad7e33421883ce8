import type { Writable } from 'node:stream';
import type { Console, Progress } from '../../core/ports.ts';
import { plainLogLine } from '../../core/value/log-line.ts';
import { type Amount, Counter } from './counter.ts';

interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A console on two streams; `results` is what a script reads, `messages` what a person follows. */
export function createConsole(results: Output, messages: Output): Console {
  const line = new LiveLine(messages);
  const info = (message: string): void => {
    line.clear();
    messages.write(`${harmless(message)}\n`);
  };
  return {
    result: (text) => {
      line.clear();
      results.write(escapeControls(text));
    },
    info,
    warn: info,
    progress: (label, files, bytes) => {
      const oneLine = harmless(label).replaceAll(/[\n\t]/g, '\ufffd');
      return messages.isTTY === true ? liveCounter(line, oneLine, { files, bytes }) : plainCounter(info, oneLine, { files, bytes });
    },
  };
}

/**
 * Messages quote names out of repositories, which could steer a terminal or give commands to a GitHub runner: control characters
 * are shown as `�`, what looks like a command gets a sign before it, and lines after the first are indented.
 */
function harmless(message: string): string {
  const lines = message.replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd').split('\n');
  return lines.map(plainLogLine).join('\n  ');
}

/**
 * Results quote such names, too. Escaped so, they steer nothing, and what is read as JSON stays the same: raw control characters
 * beyond ASCII stand in its strings only.
 */
function escapeControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const eraseLine = '\r\u001B[2K';
const usualColumns = 80;

/** The last line of a terminal, which is drawn again and again. */
class LiveLine {
  readonly #messages: Output;
  #isDrawn = false;

  constructor(messages: Output) {
    this.#messages = messages;
  }

  /** One less than the width: a terminal may go to the next line after the last column. */
  get columns(): number {
    return (this.#messages.columns ?? usualColumns) - 1;
  }

  draw(text: string): void {
    this.#messages.write(`${eraseLine}${text}`);
    this.#isDrawn = true;
  }

  clear(): void {
    if (this.#isDrawn) {
      this.#messages.write(eraseLine);
      this.#isDrawn = false;
    }
  }
}

const redrawMilliseconds = 100;
const plainMilliseconds = 10_000;

function liveCounter(line: LiveLine, label: string, total: Amount): Progress {
  const counter = new Counter(label, total, performance.now());
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    advance(files = 1, bytes = 0) {
      counter.advance(files, bytes);
      const now = performance.now();
      if (now - drawn > redrawMilliseconds) {
        drawn = now;
        line.draw(counter.text(now, line.columns));
      }
    },
    [Symbol.dispose]: () => line.clear(),
  };
}

function plainCounter(info: (line: string) => void, label: string, total: Amount): Progress {
  let said = performance.now();
  const counter = new Counter(label, total, said);
  return {
    advance(files = 1, bytes = 0) {
      counter.advance(files, bytes);
      const now = performance.now();
      if (now - said > plainMilliseconds) {
        said = now;
        info(counter.text(now));
      }
    },
    [Symbol.dispose]: () => {},
  };
}
