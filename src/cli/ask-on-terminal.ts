import { createInterface } from 'node:readline';
import { SightlineError } from '../core/errors.ts';

/**
 * Asks a yes-or-no question; no is the default. The terminal keeps its line mode, in which an end of the input is one also when
 * it came before the question. Throws `invalid-option` where nobody can answer, or nobody does.
 */
export async function askOnTerminal(question: string, hint = 'Leave out --interactive.'): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new SightlineError('invalid-option', 'a question needs an answer, and there is no terminal', {
      hint,
    });
  }
  using prompt = createInterface({ input: process.stdin, terminal: false });
  const stop = (): void => prompt.close();
  process.once('SIGINT', stop);
  process.stderr.write(`${question} [y/n]: `);
  try {
    for await (const line of prompt) {
      return /^y(?:es)?$/i.test(line.trim());
    }
  } finally {
    process.off('SIGINT', stop);
  }
  process.stderr.write('\n');
  throw new SightlineError('invalid-option', 'not confirmed: the input ended before an answer', { hint });
}
