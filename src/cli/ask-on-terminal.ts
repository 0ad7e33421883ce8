import { createInterface } from 'node:readline/promises';
import { SightlineError } from '../core/errors.ts';

/** Asks a yes-or-no question; no is the default. Throws `invalid-option` where nobody can answer. */
export async function askOnTerminal(question: string, hint = 'Leave out --interactive.'): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new SightlineError('invalid-option', 'a question needs an answer, and there is no terminal', {
      hint,
    });
  }
  using prompt = createInterface({ input: process.stdin, output: process.stderr });
  return /^y(?:es)?$/i.test((await prompt.question(`${question} [y/n]: `)).trim());
}
