import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { type Claimant, usualTiming } from '../app/run-claims.ts';
import { maxPullRequest } from '../core/sharing/place.ts';
import type { Cli } from './command.ts';

/** Adds the flag by which runs and data go to the place of a pull request. */
export function addPullRequestOption(command: Command): Command {
  return command.option('--pull-request <number>', 'read the place of this pull request, too, and write to no other', parsePullRequest);
}

/** Adds the flag by which the trusted place takes over what a merged pull request trained. */
export function addFromPullRequestOption(command: Command): Command {
  return command.option(
    '--from-pull-request <number>',
    'take over what this merged pull request trained, and nothing else that it left',
    parsePullRequest,
  );
}

/** Adds the flag by which a lock is only believed of what is judged anew. */
export function addProvenOption(command: Command): Command {
  return command.option('--proven', 'believe locks of train.stages alone, and else only runs that the trusted place has, as after a merge');
}

function parsePullRequest(text: string): number {
  const number = Number(text);
  if (!/^[1-9]\d*$/.test(text) || number > maxPullRequest) {
    throw new InvalidArgumentError('The number of a pull request is needed.');
  }
  return number;
}

/** How this process names itself in claims: by the workflow's run that it is part of, else by machine and process. */
export function claimant(env: Cli['env']): Claimant {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  const isWorkflow = server !== undefined && repository !== undefined && run !== undefined;
  const holder = isWorkflow
    ? `${server}/${repository}/actions/runs/${run} (attempt ${attempt})`
    : `process ${process.pid} on ${hostname()}`;
  return { holder: holder.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 300), nonce: randomUUID(), now: () => Date.now(), timing: usualTiming };
}
