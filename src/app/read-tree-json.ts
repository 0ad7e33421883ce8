import { type ErrorCode, SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';

/** JSON must fit into one string. */
const maxJsonBytes = 2 ** 29 - 2 ** 24;

/** The JSON of a file; undefined where there is none. Throws `code` for what isn't JSON or too large. */
export async function readTreeJson(
  files: Tree,
  file: string,
  code: Extract<ErrorCode, 'labels-invalid' | 'bad-predictions'>,
): Promise<unknown> {
  const bytes = await files.readBytes(file, maxJsonBytes);
  if (bytes === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new SightlineError(code, `not JSON: ${message}`, { place: { file }, hint: 'Write it again as JSON in UTF-8.', cause });
  }
}
