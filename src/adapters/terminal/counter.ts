import { formatBytes } from '../../core/value/byte-count.ts';

/** What is to be done in all; bytes only where they are known beforehand. */
export interface Amount {
  readonly files: number;
  readonly bytes?: number | undefined;
}

/** Counts what is done of an amount and says so in a line: files, bytes, rate and time left. */
export class Counter {
  readonly #label: string;
  readonly #total: Amount;
  readonly #started: number;
  #files = 0;
  #bytes = 0;

  /** `now` is a time in milliseconds, here and below. */
  constructor(label: string, total: Amount, now: number) {
    this.#label = label;
    this.#total = total;
    this.#started = now;
  }

  advance(files: number, bytes: number): void {
    this.#files += files;
    this.#bytes += bytes;
  }

  /** The line, its label shortened where it would be wider than `columns`. */
  text(now: number, columns = Number.POSITIVE_INFINITY): string {
    const figures = this.#figures(Math.max((now - this.#started) / 1000, 1e-3));
    return cutRight(`${cutMiddle(this.#label, columns - widthOf(figures))}${figures}`, columns);
  }

  #figures(seconds: number): string {
    const { files, bytes } = this.#total;
    const [done, total] = bytes === undefined || this.#bytes === 0 ? [this.#files, files] : [this.#bytes, bytes];
    const percent = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 100;
    const counted = this.#bytes === 0 ? '' : `, ${formatBytes(this.#bytes)}${bytes === undefined ? '' : ` of ${formatBytes(bytes)}`}`;
    const rate = this.#files / seconds;
    const speed = this.#bytes === 0 ? `${rate.toFixed(rate < 10 ? 1 : 0)}/s` : `${formatBytes(this.#bytes / seconds)}/s`;
    const left = done > 0 ? `, ${formatSeconds((Math.max(total - done, 0) * seconds) / done)} left` : '';
    return `: ${this.#files}/${files} (${percent} %)${counted}, ${speed}${left}`;
  }
}

function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Letters of East Asia and emoji take two columns of a terminal. */
function columnsOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  const isWide = (code >= 0x11_00 && code <= 0x11_5f) || (code >= 0x2e_80 && code <= 0xd7_a3) || (code >= 0xf9_00 && code <= 0xfa_ff);
  const isFull = (code >= 0xfe_30 && code <= 0xfe_6f) || (code >= 0xff_00 && code <= 0xff_60) || (code >= 0xff_e0 && code <= 0xff_e6);
  return isWide || isFull || (code >= 0x1_f3_00 && code <= 0x3_ff_fd) ? 2 : 1;
}

function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + columnsOf(letter), 0);
}

/** The start of a text that fits. */
function cutRight(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const letter of text) {
    width += columnsOf(letter);
    if (width > columns) {
      break;
    }
    kept += letter;
  }
  return kept;
}

/** Leaves out the middle of a text that doesn't fit: a path's end tells as much as its start. */
function cutMiddle(text: string, columns: number): string {
  if (widthOf(text) <= columns) {
    return text;
  }
  const room = Math.max(0, columns - 1);
  const end = [...cutRight([...text].toReversed().join(''), Math.floor(room / 2))].toReversed().join('');
  return `${cutRight(text, room - widthOf(end))}…${end}`;
}
