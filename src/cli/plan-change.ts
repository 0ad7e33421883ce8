import { join } from 'node:path';
import { openChanges } from '../adapters/git/changes.ts';
import { createGit } from '../adapters/git/git.ts';
import { planChange, type PlanChangeOptions } from '../app/plan-change.ts';
import type { ChangePlan } from '../core/github/change.ts';
import { SightlineError } from '../core/errors.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { openProposed } from './project.ts';

/** Plans what is checked out around `cli.cwd` as a change of its base branch. */
export async function planChangeHere(cli: Cli, request: Omit<PlanChangeOptions, 'writer' | 'signal'>): Promise<ChangePlan> {
  const history = await openChanges(cli.cwd);
  const ports = {
    git: createGit(history.top),
    history,
    open: ({ folder, config }: Parameters<Parameters<typeof planChange>[0]['open']>[0]) =>
      openProposed(cli, join(history.top, folder), { config, folder: history.top }),
  };
  return planChange(ports, { ...request, writer: `sightline ${version}`, signal: cli.signal });
}

/** The first job that base lets no runner do, as an error; undefined where there is none. */
export function refusalOf({ projects }: ChangePlan): SightlineError | undefined {
  const refused = projects.find((project) => project.refused !== null)?.refused;
  if (refused === null || refused === undefined) {
    return undefined;
  }
  const { message, file, line } = refused;
  return new SightlineError('runner-not-allowed', message, { place: line === null ? { file } : { file, line } });
}
