import { SightlineError } from '../errors.ts';

/** Some whole lines of a text. */
export interface TextBlock {
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

const lineFeed = 10;
const quote = 34;
const blockSize = 2 ** 20;
/** A longer line is no line of anything we read. */
const maxBlock = 2 ** 27;

/**
 * Cuts a text file into blocks of about a mebibyte that end at line ends, so that it never stands in memory as one string.
 * With `quoted`, a line end between quotes (an odd number of them before it) is none, as CSV has it.
 * Throws `bad-predictions` for what isn't UTF-8, and for a line without an end.
 */
export function* textBlocks(bytes: Uint8Array, file: string, quoted: boolean): Generator<TextBlock> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [start, line, lines, isOpen] = [0, 1, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote && quoted) {
      isOpen = !isOpen;
    } else if (byte === lineFeed) {
      lines += 1;
      if (!isOpen && at - start >= blockSize) {
        yield { line, text: decode(decoder, bytes.subarray(start, at + 1), file, line) };
        [start, line, lines] = [at + 1, line + lines, 0];
      }
    }
    if (at - start > maxBlock) {
      throw new SightlineError('bad-predictions', 'a line never ends', { place: { file, line: line + lines } });
    }
  }
  if (start < bytes.length) {
    yield { line, text: decode(decoder, bytes.subarray(start), file, line) };
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, file: string, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new SightlineError('bad-predictions', 'it is not UTF-8', { place: { file, line }, hint: 'Save it as UTF-8.', cause });
  }
}
