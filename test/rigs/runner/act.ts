import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { execute } from '../../support/cli.ts';
import { actProgram } from '../workflow-tools.ts';
import { readRunLog, type RunLog } from './run-log.ts';

/** One run of a workflow. */
export interface WorkflowStart {
  /** The workflow's text: of the head, or of the default branch, whichever GitHub would take. */
  readonly text: string;
  readonly event: string;
  readonly payload: unknown;
  /** Labels for which there is a runner: a job that asks for none of them isn't run. */
  readonly labels: readonly string[];
  /** A folder by `owner/repository@ref`, for every action that the workflow uses. */
  readonly actions: Readonly<Record<string, string>>;
  /** The workflow's token. */
  readonly token?: string;
  /** The folder of repositories, as `owner/name.git`, that a clone from GitHub comes from. */
  readonly repositories: string;
  /** Tools that the runner has in its cache, as text by path below it: programs. */
  readonly tools?: Readonly<Record<string, string>>;
  /** What the runner sets for every step, and what the rig's own actions need. Nothing of this process gets in. */
  readonly env: Readonly<Record<string, string>>;
}

/** How it went. */
export interface WorkflowResult extends RunLog {
  readonly code: number | null;
}

/** Runs a workflow with act on this machine, each job in an empty workspace, without any network but loopback. */
export async function runWorkflow(start: WorkflowStart): Promise<WorkflowResult> {
  using folder = temporaryFolder();
  const [workflow, event, workdir] = [join(folder.path, 'workflow.yml'), join(folder.path, 'event.json'), join(folder.path, 'work')];
  await Promise.all([writeFile(workflow, start.text), writeFile(event, JSON.stringify(start.payload)), makeWorkdir(workdir)]);
  const cache = join(folder.path, 'cache');
  for (const [path, text] of Object.entries(start.tools ?? {})) {
    const file = join(cache, 'tool_cache', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o755 });
  }
  await writeFile(join(folder.path, '.gitconfig'), `[url "${start.repositories}/"]\n\tinsteadOf = https://github.com/\n`);
  const options: readonly (readonly [string, string])[] = [
    ['--concurrent-jobs', '1'],
    ['--actor', 'maintainer'],
    ['--workflows', workflow],
    ['--directory', workdir],
    ['--eventpath', event],
    ['--action-cache-path', cache],
    ...start.labels.map((label) => ['--platform', `${label}=-self-hosted`] as const),
    ...Object.entries(start.actions).map(([name, path]) => ['--local-repository', `${name}=${path}`] as const),
    ...Object.entries(start.env).map(([name, value]) => ['--env', `${name}=${value}`] as const),
    ...(start.token === undefined ? [] : [['--secret', `GITHUB_TOKEN=${start.token}`] as const]),
  ];
  const args = [start.event, '--json', '--no-cache-server', '--no-skip-checkout', ...options.flat()];
  const { code, lines } = await spawnAct(await actProgram(), args, folder.path);
  return { code, ...readRunLog(lines) };
}

/** What act's jobs inherit: the Node of this repository, and a home with nothing in it. */
function spawnAct(
  program: string,
  args: readonly string[],
  home: string,
): Promise<{ readonly code: number | null; readonly lines: string }> {
  const path = [resolve('node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const env = { PATH: path, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1' };
  const child = spawn(program, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let lines = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (lines += text));
  }
  return new Promise((done, failed) => child.on('error', failed).on('close', (code) => done({ code, lines })));
}

/** act looks for a repository where it works; what it finds there is overruled by the environment. */
async function makeWorkdir(path: string): Promise<void> {
  await execute('git', ['init', '--quiet', path], resolve('.'));
}
