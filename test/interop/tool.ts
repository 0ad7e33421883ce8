import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DvcDriver, ToolResult } from '../rigs/dvc-driver.ts';

/** DVC or ours: the same command lines in, results out. */
export interface Tool {
  readonly name: 'theirs' | 'ours';
  run(args: readonly string[], cwd: string): Promise<ToolResult>;
}

/** The environment of both tools, git and the edits: the same on every machine, times included. */
export const toolEnv: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  SHELL: '/bin/sh',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_AUTHOR_DATE: '1767323045 +0000',
  GIT_COMMITTER_NAME: 'Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
  GIT_COMMITTER_DATE: '1767323045 +0000',
};

/** Real DVC. */
export function dvcTool(driver: DvcDriver): Tool {
  return { name: 'theirs', run: (args, cwd) => driver.run('dvc', args, cwd) };
}

/** Ours, as built, with `env` added; `SIGHTLINE_CLI` names another entry, such as the source. */
export function sightlineTool(env: Readonly<Record<string, string>> = {}): Tool {
  const entry = process.env['SIGHTLINE_CLI'] ?? fileURLToPath(new URL('../../dist/sightline.mjs', import.meta.url));
  return { name: 'ours', run: (args, cwd) => runProcess(process.execPath, [entry, ...args], cwd, env) };
}

/** Runs a program to its end without a terminal; `env` is added to what every tool gets. */
export function runProcess(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...toolEnv, ...env, PWD: cwd }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** The result, if the program ended with 0; throws what it said otherwise. */
export function succeeded(result: ToolResult): ToolResult {
  if (result.code !== 0) {
    throw new Error(`ended with ${result.code}: ${result.stderr}`);
  }
  return result;
}
