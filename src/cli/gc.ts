import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { checkScope, describeScope, type GcScope } from '../app/gc-scope.ts';
import { planGc } from '../app/plan-gc.ts';
import { runGc } from '../app/run-gc.ts';
import { openObjectRemote } from '../app/versioned-files.ts';
import { SightlineError } from '../core/errors.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import type { Cli } from './command.ts';
import { gcToJson, listRemovals, tellRemoved } from './gc-output.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { type OpenProject, openProject, quietly, tellWaiting } from './project.ts';
import { parseCount } from './repro-options.ts';
import { withSharers } from './sharing-projects.ts';

interface Flags extends LoudnessFlags {
  readonly workspace?: boolean;
  readonly rev?: string;
  readonly num?: number;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly allExperiments?: boolean;
  readonly date?: string;
  readonly notInRemote?: boolean;
  readonly cloud?: boolean;
  readonly remote?: string;
  readonly skipFailed?: boolean;
  readonly force?: boolean;
  readonly jobs?: number;
  readonly projects?: readonly string[];
  readonly dry?: boolean;
  readonly runs?: boolean;
  readonly grace: number;
  readonly json?: boolean;
}

/** `sightline gc` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .option('-w, --workspace', 'keep what the workspace uses; always so, as with -a and -T')
    .option('--rev <commit>', 'keep what this revision uses, too')
    .option('-n, --num <num>', 'keep what the last commits of --rev, or of all branches with -a, use', parseCount)
    .option('-a, --all-branches', 'keep what the tips of all branches use')
    .option('-T, --all-tags', 'keep what all tags use')
    .option('-A, --all-commits', 'keep what all commits use')
    .option('--date <yyyy-mm-dd>', 'keep what commits since that day use, too')
    .option('--all-experiments', "keep what DVC's experiments use")
    .option('--not-in-remote', 'keep only what the remote lacks')
    .option('-c, --cloud', 'clean the remote, too')
    .option('-r, --remote <name>', 'the remote, if not the default one')
    .option('--skip-failed', 'go on where a file that names data cannot be read')
    .option('-f, --force', 'do not ask')
    .option('-j, --jobs <number>', 'how many transfers at once', parseCount)
    .option('-p, --projects <paths...>', 'keep what these projects use, too; those that are noted in a shared cache are minded without it')
    .option('--dry', 'only tell what would be removed')
    .option('--runs', 'also remove results of runs that nothing but the run cache names')
    .option('--grace <hours>', 'leave alone what came to the remote within this time', hours, 24)
    .option('--json', 'write what is removed as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline gc --workspace --dry')
    .action(async (flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      checkScope(toScope(flags), { cloud: flags.cloud === true, notInRemote: flags.notInRemote === true });
      await project.cacheUsers.note(tellWaiting(cli), cli.signal);
      await collect(project, cli, flags);
    });
}

async function collect(project: OpenProject, cli: Cli, flags: Flags): Promise<void> {
  const places = { cloud: flags.cloud === true, notInRemote: flags.notInRemote === true };
  const named = (flags.projects ?? []).map((path) => resolve(cli.cwd, path));
  if (places.notInRemote && project.linksIntoCache) {
    throw new SightlineError('invalid-option', "cache.type lets files of the workspace be links into the cache, so it can't be emptied");
  }
  const say = (line: string): void => (flags.quiet === true ? undefined : project.console.warn(line));
  await withSharers(project, cli, named, async (others) => {
    const roots = others.map(({ workspace }) => workspace.root);
    say(describeScope(toScope(flags), places, roots));
    const remote = places.cloud || places.notInRemote ? await openObjectRemote(project, flags.remote, 'gc') : undefined;
    const youngest = Date.now() - flags.grace * 3_600_000;
    const { jobs, skipFailed = false, runs = false } = flags;
    const merged = await project.mergedLists.list();
    const plan = await planGc(project, { ...places, scope: toScope(flags), others, merged, remote, jobs, skipFailed, runs, youngest });
    const isEmpty = plan.cache.length + (plan.cloud?.length ?? 0) === 0;
    listRemovals(plan, project.audit.folder, remote).forEach((line) => say(line));
    if (flags.dry !== true && !isEmpty) {
      if (flags.force !== true && !(await askOnTerminal('Are you sure you want to proceed?', 'Use -f to go on without it, or --dry.'))) {
        cli.exitWith(1);
        return;
      }
      await runGc(project, plan, remote, cli.signal);
    }
    project.console.result(flags.json === true ? gcToJson(plan, flags.dry === true) : tellRemoved(plan, flags.dry === true));
  });
}

function toScope(flags: Flags): GcScope {
  return {
    workspace: flags.workspace === true,
    allBranches: flags.allBranches === true,
    allTags: flags.allTags === true,
    allCommits: flags.allCommits === true,
    allExperiments: flags.allExperiments === true,
    ...(flags.rev === undefined ? {} : { revision: flags.rev }),
    ...(flags.num === undefined ? {} : { count: flags.num }),
    ...(flags.date === undefined ? {} : { since: { date: flags.date, seconds: startOfDay(flags.date) } }),
  };
}

/** In the machine's time zone, as DVC counts. */
function startOfDay(date: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00`).getTime() / 1000 : Number.NaN;
}

function hours(text: string): number {
  if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(text)) {
    throw new InvalidArgumentError('It must be a number of hours.');
  }
  return Number(text);
}
