import { execFile } from 'node:child_process';
import type { Command } from 'commander';
import { openChanges } from '../adapters/git/changes.ts';
import { openGithub } from '../adapters/github/github-client.ts';
import { readGithubSettings } from '../adapters/github/github-settings.ts';
import { GithubRepositorySettings } from '../adapters/github/repository-settings.ts';
import { doctor } from '../app/doctor.ts';
import type { Finding } from '../core/doctor/finding.ts';
import type { RepositorySettings } from '../core/doctor/settings-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';

/** `sightline doctor` */
export function define(command: Command, cli: Cli): void {
  command
    .option('--json', 'write the findings as JSON: a list of { what, state, found, change }, state one of ok, warn, fail, unknown')
    .addHelpText('after', '\nExample:\n  $ GITHUB_REPOSITORY=acme/defects GITHUB_TOKEN=... sightline doctor')
    .action(async (flags: { readonly json?: boolean }) => {
      const findings = await examine(cli);
      cli.console.result(flags.json === true ? `${JSON.stringify(findings)}\n` : describe(findings));
      if (findings.some(({ state }) => state === 'fail')) {
        cli.exitWith(1);
      }
    });
}

async function examine(cli: Cli): Promise<readonly Finding[]> {
  using project = openProject(cli);
  const { top } = await openChanges(project.workspace.root);
  const below = (path: string): string => `${top}/${path}`;
  const client = await settingsFrom(cli);
  await using _ = client instanceof SightlineError ? undefined : client;
  return await doctor({
    top: { list: (folder) => project.workspace.list(below(folder)), readText: (path) => project.workspace.readText(below(path)) },
    files: project.workspace,
    versionOf,
    settings: client instanceof SightlineError ? client : client.settings,
    api: cli.env['GITHUB_API_URL'] ?? 'https://api.github.com',
    remotes: project.remotes,
    openBucketAdmin: async (settings) => (await import('../adapters/s3/provision-bucket.ts')).openBucketAdmin(settings, cli.env),
    signal: cli.signal,
  });
}

interface OpenSettings extends AsyncDisposable {
  readonly settings: RepositorySettings;
}

/** Without a token or a repository the reason. */
async function settingsFrom({ env }: Cli): Promise<OpenSettings | SightlineError> {
  try {
    const client = await openGithub(readGithubSettings(env), env);
    return { settings: new GithubRepositorySettings(client), [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
  } catch (error) {
    if (error instanceof SightlineError) {
      return error;
    }
    throw error;
  }
}

function versionOf(program: string): Promise<string | undefined> {
  if (program === 'node') {
    return Promise.resolve(process.version);
  }
  return new Promise((answer) => {
    execFile(program, ['--version'], { timeout: 20_000 }, (error, stdout) => answer(error === null ? stdout : undefined));
  });
}

function describe(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ what, state, found, change }) => [
    `${state.padEnd(8)} ${inOneLine(`${what}: ${found}`)}`,
    ...(change === null || state === 'ok' ? [] : change.split('\n').map((line) => `         ${line}`)),
  ]);
  const count = (state: Finding['state']): number => findings.filter((one) => one.state === state).length;
  const sum = `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend, ${count('unknown')} unknown`;
  return `${[...lines, '', `${sum}.`].join('\n')}\n`;
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
