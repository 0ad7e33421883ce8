import type { Command } from 'commander';
import { readHeadContext } from '../app/head-context.ts';
import { plan } from '../app/plan.ts';
import type { PlannedAction, PlannedStage } from '../core/pipeline/planned-stage.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';

/** `sightline plan` */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[targets...]', 'stages to plan with all they read; every pipeline by default')
    .option('--json', 'print JSON: a list of { stage, action, reasons }, action one of unchanged, restore, run, may-run, save')
    .addHelpText('after', '\nExample:\n  $ sightline plan')
    .action(async (targets: string[], flags: { readonly json?: boolean }) => {
      using project = openProject(cli);
      const { otherLocks, spec } = await readHeadContext(project);
      const steps = await plan(project, { targets, otherLocks, codePaths: spec?.train.code, writer: `sightline ${version}` });
      cli.console.result(flags.json === true ? `${JSON.stringify(steps)}\n` : describe(steps));
    });
}

const words: Readonly<Record<PlannedAction, string>> = {
  unchanged: 'unchanged',
  restore: 'from cache',
  run: 'run',
  'may-run': 'may run',
  save: 'save',
};

function describe(steps: readonly PlannedStage[]): string {
  const width = Math.max(0, ...steps.map((step) => step.stage.length));
  const lines = steps.map(({ stage, action, reasons, notReused }) => {
    const cached = notReused === undefined ? [] : [`a cached run is not reused: ${notReused}`];
    return `${stage.padEnd(width)}  ${words[action].padEnd(10)}  ${[...reasons, ...cached].join('; ')}`.trimEnd();
  });
  const isIdle = steps.every((step) => step.action === 'unchanged');
  return `${[...lines, ...(isIdle ? ['Nothing to do.'] : [])].join('\n')}\n`;
}
