import type { Command } from 'commander';
import { readHeadContext } from '../app/head-context.ts';
import { plan } from '../app/plan.ts';
import { type PlaceOptions, runReader } from '../app/run-reader.ts';
import type { RunReader } from '../app/run-source.ts';
import { SightlineError } from '../core/errors.ts';
import type { PlannedStage } from '../core/pipeline/planned-stage.ts';
import type { Spec } from '../core/spec/spec.ts';
import { stageLines } from '../core/report/plan-text.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { openRunCheck } from './open-run-check.ts';
import { addFromPullRequestOption, addProvenOption, addPullRequestOption } from './place-options.ts';
import { openProject } from './project.ts';

interface Flags extends PlaceOptions {
  readonly base?: string;
  readonly pull?: boolean;
  readonly json?: boolean;
}

/** `sightline plan` */
export function define(command: Command, cli: Cli): void {
  addProvenOption(addFromPullRequestOption(addPullRequestOption(command)))
    .argument('[targets...]', 'stages to plan with all they read; every pipeline by default')
    .option('--base <revision>', 'plan what is checked out as a change of this branch: of every project, governed by the branch')
    .option('--pull', 'ask the default remote, too; no data is fetched')
    .option('--json', 'print JSON: a list of { stage, action, reasons }, action one of unchanged, restore, run, may-run, save')
    .addHelpText('after', '\nExamples:\n  $ sightline plan\n  $ sightline plan --base origin/main')
    .action(async (targets: string[], flags: Flags) => {
      if (flags.base !== undefined) {
        await planAgainst(cli, targets, flags, flags.base);
        return;
      }
      using project = openProject(cli);
      const { otherLocks, spec } = await readHeadContext(project);
      const asksRemote =
        flags.pull === true || flags.pullRequest !== undefined || flags.fromPullRequest !== undefined || flags.proven === true;
      const options = { targets, otherLocks, codePaths: spec?.train.code, writer: `sightline ${version}`, signal: cli.signal };
      const steps = await plan(project, asksRemote ? { ...options, reader: await readerOf(cli, spec, flags) } : options);
      cli.console.result(flags.json === true ? `${JSON.stringify(steps)}\n` : describe(steps));
    });
}

async function readerOf(cli: Cli, spec: Spec | undefined, flags: Flags): Promise<RunReader> {
  const warn = (line: string): void => cli.console.warn(line);
  return { ...runReader(spec, flags, warn), check: await openRunCheck(cli, spec) };
}

async function planAgainst(cli: Cli, targets: readonly string[], flags: Flags, base: string): Promise<void> {
  const { pull, pullRequest, json } = flags;
  if (targets.length > 0) {
    throw new SightlineError('invalid-option', 'a change is planned as a whole: --base goes without targets');
  }
  if (flags.fromPullRequest !== undefined || flags.proven === true) {
    throw new SightlineError('invalid-option', 'a change is planned with --pull-request, and after its merge without --base');
  }
  const { planChangeHere, refusalOf } = await import('./plan-change.ts');
  const planned = await planChangeHere(cli, {
    bases: [base],
    asksRemote: pull === true || pullRequest !== undefined,
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
  if (json === true) {
    cli.console.result(`${JSON.stringify(planned)}\n`);
  } else {
    const { planText } = await import('../core/report/plan-text.ts');
    cli.console.result(planText(planned));
  }
  const refusal = refusalOf(planned);
  if (refusal !== undefined) {
    throw refusal;
  }
}

function describe(steps: readonly PlannedStage[]): string {
  const isIdle = steps.every((step) => step.action === 'unchanged');
  return `${[...stageLines(steps), ...(isIdle ? ['Nothing to do.'] : [])].join('\n')}\n`;
}
