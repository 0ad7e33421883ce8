import type { Command } from 'commander';
import { dag, type DagFormat } from '../app/dag.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
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
  addLoudness(command)
    .argument('[target]', 'a stage, a group, a dvc.yaml, a .dvc file or an output; all stages unless given')
    .option('--dot', "in Graphviz's language")
    .option('--mermaid', 'as a Mermaid flow chart')
    .option('--md', 'as a Mermaid flow chart in a Markdown block')
    .option('--json', '{"nodes": [{"name", "kind": "stage"|"data"|"output"|"group"}], "edges": [{"from", "to"}]}: `to` needs `from`')
    .option('--full', 'all that is connected with the target, not only what it needs')
    .option('-o, --outs', 'outputs instead of stages')
    .option('--collapse-foreach-matrix', 'the stages of a foreach or matrix as one node')
    .addHelpText('after', '\nExample:\n  $ sightline dag train\n  $ sightline dag --md >> README.md')
    .action(async (target: string | undefined, flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const text = await dag(project, {
        ...(target === undefined ? {} : { target }),
        format: formatOf(flags),
        full: flags.full === true,
        outs: flags.outs === true,
        collapse: flags.collapseForeachMatrix === true,
      });
      project.console.result(`${text}\n`);
    });
}

/** The first of several wins in the order that DVC looks at them. */
function formatOf(flags: Flags): DagFormat {
  if (flags.json === true) {
    return 'json';
  }
  return flags.dot === true ? 'dot' : flags.md === true ? 'markdown' : flags.mermaid === true ? 'mermaid' : 'drawing';
}
