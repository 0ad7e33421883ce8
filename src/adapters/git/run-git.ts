import { execFile } from 'node:child_process';
import { SightlineError } from '../../core/errors.ts';

/** What git printed, and how it ended. */
export interface GitOutput {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

const maxOutputBytes = 1 << 30;

/** Runs git without a shell. Throws `git-failed` only when git itself can't be started. */
export function tryGit(root: string, args: readonly string[], input?: string): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-c', 'core.quotePath=false', ...args],
      { cwd: root, encoding: 'buffer', maxBuffer: maxOutputBytes, env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' } },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') {
          reject(
            new SightlineError('git-failed', `git could not be run: ${error.message}`, {
              hint: 'Install git and put it on the PATH.',
              cause: error,
            }),
          );
          return;
        }
        resolve({ stdout, stderr: stderr.toString('utf8'), exitCode: error === null ? 0 : Number(error.code) });
      },
    );
    child.stdin?.on('error', () => {}); // git may end before it has read its input; its exit code tells
    child.stdin?.end(input);
  });
}

/** Runs git and answers its standard output. Throws `git-failed` with what git said. */
export async function runGit(root: string, args: readonly string[], input?: string): Promise<string> {
  const output = await tryGit(root, args, input);
  if (output.exitCode !== 0) {
    throw new SightlineError('git-failed', `git ${args.join(' ')} ended with ${output.exitCode}: ${output.stderr.trim()}`);
  }
  return output.stdout.toString('utf8');
}

/** The entries of a list that git ended with NUL each. */
export function splitNul(text: string): string[] {
  return text.split('\0').filter((entry) => entry !== '');
}
