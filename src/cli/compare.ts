import type { Command } from 'commander';
import { compare } from '../app/compare.ts';
import { renderTerminal } from '../core/report/terminal.ts';
import type { Cli } from './command.ts';
import { bringFromRemote, comparePorts } from './judge-ports.ts';
import { openProject } from './project.ts';

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly json?: true;
  readonly pull?: true;
}

/** `sightline compare` */
export function define(command: Command, cli: Cli): void {
  command
    .option('--base <revision|path>', 'what to compare with (default: the default branch)')
    .option('--head <revision|path>', 'what is judged (default: the workspace)')
    .option('--pull', 'fetch what judging a commit reads and the cache lacks from the default remote')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', '\nExits with 1 when a gate fails.\n\nExample:\n  $ sightline compare --base main')
    .action(async (options: Options) => {
      using project = openProject(cli);
      const { base, head, comparison } = await compare(
        comparePorts(project, options.pull === true ? bringFromRemote(project, cli) : undefined),
        options,
      );
      const name = ({ name, commit }: typeof base): object => ({ name, commit: commit ?? null });
      cli.console.result(
        options.json === true
          ? `${JSON.stringify({ base: name(base), head: name(head), ...comparison }, undefined, 2)}\n`
          : renderTerminal(comparison),
      );
      if (comparison.gates.some(({ outcome }) => outcome === 'fail')) {
        cli.exitWith(1);
      }
    });
}
