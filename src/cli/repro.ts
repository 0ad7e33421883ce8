import type { Command } from 'commander';
import { readHeadContext } from '../app/head-context.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { repro } from '../app/repro.ts';
import { suggestGitAdd } from '../app/suggest-git-add.ts';
import { version } from '../version.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import type { Cli } from './command.ts';
import { openRunCheck } from './open-run-check.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { addReproOptions, type ReproFlags, toReproOptions } from './repro-options.ts';

/** `sightline repro` */
export function define(command: Command, cli: Cli): void {
  addReproOptions(command.argument('[targets...]', 'stages, dvc.yaml and .dvc files; the dvc.yaml here by default'))
    .addHelpText('after', '\nExample:\n  $ sightline repro train --jobs 2')
    .action(async (targets: string[], flags: ReproFlags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const { otherLocks, spec } = await readHeadContext(project);
      const result = await exclusively(project, cli, 'repro', async () =>
        repro(project, await loadPipeline(project.workspace), {
          ...toReproOptions(targets, flags),
          reader: { pullRequest: undefined, check: await openRunCheck(cli, spec) },
          ...(flags.interactive === true ? { confirm: askOnTerminal } : {}),
          signal: cli.signal,
          otherLocks,
          ...(spec?.train.code === undefined ? {} : { codePaths: spec.train.code }),
          writer: `sightline ${version}`,
        }),
      );
      if (result.failure === undefined) {
        await suggestGitAdd(project, result.changedFiles);
      }
      if (flags.json === true) {
        project.console.result(`${JSON.stringify({ stages: result.steps })}\n`);
      }
      if (result.failure !== undefined) {
        throw result.failure;
      }
      if (flags.json !== true && result.steps.every((step) => step.outcome === 'unchanged')) {
        project.console.result('Data and pipelines are up to date.\n');
      }
    });
}
