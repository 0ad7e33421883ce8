import type { Writable } from 'node:stream';
import type { Console, Progress } from '../../core/ports.ts';

interface Output extends Writable {
  readonly isTTY?: boolean;
}

/** A console on two streams; `results` is what a script reads, `messages` what a person follows. */
export function createConsole(results: Output, messages: Output): Console {
  const info = (line: string): void => {
    messages.write(`${harmless(line)}\n`);
  };
  return {
    result: (text) => {
      results.write(text);
    },
    info,
    warn: info,
    progress: (label, total) => (messages.isTTY === true ? liveCounter(messages, label, total) : plainCounter(info, label, total)),
  };
}

/**
 * Messages quote names out of repositories, which could steer a terminal or, at the start of a line, give commands to a
 * GitHub runner (`::set-output`): control characters are shown as `�`, and lines after the first are indented.
 */
function harmless(message: string): string {
  return message.replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd').replaceAll('\n', '\n  ');
}

const redrawMilliseconds = 100;
const plainSeconds = 10;

function liveCounter(messages: Output, label: string, total: number): Progress {
  const counter = new Counter(label, total);
  let drawn = 0;
  return {
    advance(by = 1) {
      counter.done += by;
      if (performance.now() - drawn > redrawMilliseconds) {
        drawn = performance.now();
        messages.write(`\r\u001B[2K${counter.text()}`);
      }
    },
    [Symbol.dispose]: () => {
      messages.write('\r\u001B[2K');
    },
  };
}

function plainCounter(info: (line: string) => void, label: string, total: number): Progress {
  const counter = new Counter(label, total);
  let said = performance.now();
  return {
    advance(by = 1) {
      counter.done += by;
      if (performance.now() - said > plainSeconds * 1000) {
        said = performance.now();
        info(counter.text());
      }
    },
    [Symbol.dispose]: () => {},
  };
}

class Counter {
  done = 0;
  readonly #started = performance.now();
  readonly #label: string;
  readonly #total: number;

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
  }

  text(): string {
    const seconds = Math.max((performance.now() - this.#started) / 1000, 1e-3);
    const rate = this.done / seconds;
    const left = rate > 0 ? (this.#total - this.done) / rate : Number.POSITIVE_INFINITY;
    const percent = this.#total > 0 ? Math.floor((100 * this.done) / this.#total) : 100;
    const remaining = Number.isFinite(left) ? `, ${formatSeconds(left)} left` : '';
    return `${this.#label}: ${this.done}/${this.#total} (${percent} %), ${rate.toFixed(rate < 10 ? 1 : 0)}/s${remaining}`;
  }
}

function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
