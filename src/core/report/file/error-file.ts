import { z } from 'zod';
import { isOutside, joinFromRoot } from '../../data/root-path.ts';
import { SightlineError } from '../../errors.ts';

/** What a folder calls the errors that kept a job from a report. */
export const errorFileName = 'errors.json';

/** Larger ones are refused unread. */
export const maxErrorFileBytes = 256 << 10;

/** More don't fit into one request for a check. */
const mostErrors = 50;

const located = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  message: z.string().min(1).max(1000),
  /** From the project's root. */
  file: z
    .string()
    .min(1)
    .max(400)
    .refine((path) => !path.startsWith('/') && !isOutside(joinFromRoot('.', path))),
  line: z
    .int()
    .min(1)
    .max(2 ** 24),
});

const fileSchema = z.strictObject({ version: z.literal(1), errors: z.array(located).max(mostErrors) });

/** An error of a job, and the line that is to be mended. */
export type LocatedError = Readonly<z.infer<typeof located>>;

/** Reads the errors of a job, which may come from anybody. Throws `bad-report`. */
export function readErrorFile(bytes: Uint8Array): readonly LocatedError[] {
  const checked = fileSchema.safeParse(bytes.byteLength > maxErrorFileBytes ? undefined : parse(bytes));
  if (!checked.success) {
    throw new SightlineError('bad-report', `${errorFileName} does not hold errors as a job writes them`);
  }
  return checked.data.errors;
}

/** The file with one more error, at its first line where it names none; one without a file, and the fifty-first, leave it as it is. */
export function addError(before: readonly LocatedError[], { code, message, place }: SightlineError): string {
  const error = located.safeParse({ code, message: message.slice(0, 1000), file: place?.file, line: place?.line ?? 1 });
  const errors = error.success && before.length < mostErrors ? [...before, error.data] : before;
  return `${JSON.stringify({ version: 1, errors }, undefined, 1)}\n`;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
