import type { Command } from 'commander';
import { readHeadContext } from '../app/head-context.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { status } from '../app/status.ts';
import { statusLines } from '../core/pipeline/stage-status.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';

interface Flags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly recursive?: boolean;
}

const emptyText = 'There are no data or pipelines tracked in this project yet.\n';

/** `sightline status` */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[targets...]', 'stages, .dvc files, dvc.yaml files or tracked paths')
    .option('--json', "write DVC's JSON")
    .option('-q, --quiet', 'print nothing; exit with 1 when anything changed')
    .option('-R, --recursive', 'take a folder for all that is in it')
    .addHelpText('after', '\nExample:\n  $ sightline status train')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(cli);
      const pipeline = await loadPipeline(project.workspace);
      const { otherLocks } = await readHeadContext(project);
      const found = await status(project, pipeline, { targets, recursive: flags.recursive === true, otherLocks });
      if (flags.json === true) {
        cli.console.result(`${writePythonJson(found)}\n`);
      } else if (flags.quiet === true) {
        cli.exitWith(found.size > 0 ? 1 : 0);
      } else if (found.size > 0) {
        const lines = [...found].flatMap(([address, entries]) => statusLines(address, entries));
        cli.console.result(lines.map((line) => `${line}\n`).join(''));
      } else {
        cli.console.result(pipeline.nodes.length === 0 ? emptyText : 'Data and pipelines are up to date.\n');
      }
    });
}
