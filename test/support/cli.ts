import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How a process ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const cli = resolve(import.meta.dirname, '../../dist/sightline.mjs');

/** Runs the built command line as a process of its own. */
export function sightline(cwd: string, ...args: string[]): Promise<Finished> {
  return sightlineWith({}, cwd, ...args);
}

/** The same with more variables in its environment. */
export function sightlineWith(env: Readonly<Record<string, string>>, cwd: string, ...args: string[]): Promise<Finished> {
  return execute(process.execPath, [cli, ...args], cwd, env);
}

/** Runs a program to its end, without a shell; git commits under a made name. */
export function execute(
  program: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Promise((done, failed) => {
    const who = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.com', GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.com' };
    const env = {
      ...process.env,
      ...who,
      GIT_CONFIG_GLOBAL: '/dev/null',
      SIGHTLINE_CACHE_DIR: resolve(cwd, '.git/sightline-index'),
      ...more,
    };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Runs git; throws what it said when it fails. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await execute('git', args, cwd);
  if (code !== 0) {
    throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
  return stdout;
}
