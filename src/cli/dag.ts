import type { Command } from 'commander';
import { drawDag, type DagOptions } from '../app/dag.ts';
import { drawBoxes } from '../core/pipeline/dag-boxes.ts';
import { formatDot, formatMermaid, type Dag } from '../core/pipeline/dag.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';

interface Flags {
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  readonly md?: boolean;
  readonly json?: boolean;
  readonly full?: boolean;
  readonly outs?: boolean;
  readonly collapseForeachMatrix?: boolean;
}

/** `sightline dag` */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[target]', 'a stage, a file or an output: only what it depends on')
    .option('--dot', "in Graphviz's language")
    .option('--mermaid', "in Mermaid's language")
    .option('--md', 'as a Mermaid block for Markdown')
    .option('--json', 'as JSON: nodes and edges')
    .option('--full', 'everything connected with the target')
    .option('-o, --outs', 'outputs instead of stages')
    .option('--collapse-foreach-matrix', 'one node for the stages of a foreach or matrix')
    .addHelpText('after', '\nExample:\n  $ sightline dag --md >> README.md')
    .action((target: string | undefined, flags: Flags) => run(cli, target, flags));
}

async function run(cli: Cli, target: string | undefined, flags: Flags): Promise<void> {
  const options: DagOptions = {
    target,
    full: flags.full === true,
    outs: flags.outs === true,
    collapse: flags.collapseForeachMatrix === true,
  };
  if (options.outs && options.collapse) {
    throw new SightlineError('invalid-option', '--outs and --collapse-foreach-matrix exclude each other');
  }
  using project = openProject(cli);
  cli.console.result(`${format(await drawDag(project, options), flags)}\n`);
}

function format(dag: Dag, flags: Flags): string {
  if (flags.json === true) {
    return JSON.stringify(dag);
  }
  if (flags.dot === true) {
    return formatDot(dag);
  }
  const mermaid = flags.mermaid === true || flags.md === true;
  if (mermaid) {
    return flags.md === true ? `\`\`\`mermaid\n${formatMermaid(dag)}\n\`\`\`` : formatMermaid(dag);
  }
  return drawBoxes(dag);
}
