import type { Command } from 'commander';
import { diff } from '../app/diff.ts';
import { diffValue } from '../core/data-diff/data-diff.ts';
import { diffMarkdown, diffText } from '../core/data-diff/diff-text.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly targets?: readonly string[];
  readonly json?: boolean;
  readonly showHash?: boolean;
  readonly md?: boolean;
  readonly hideMissing?: boolean;
}

/** `sightline diff` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('[a_rev]', 'old revision', 'HEAD')
    .argument('[b_rev]', 'new revision (default: the workspace)')
    .option('--targets <paths...>', 'only these tracked paths, .dvc files and stages')
    .option('--json', "write DVC's JSON")
    .option('--show-hash', 'tell the hash of each path')
    .option('--md', 'as a Markdown table')
    .option('--hide-missing', 'leave out what the cache lacks')
    .addHelpText('after', '\nExample:\n  $ sightline diff main --md')
    .action(async (older: string, newer: string | undefined, flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const found = await diff(project, { older, newer, targets: flags.targets ?? [] });
      const options = { showHash: flags.showHash === true, hideMissing: newer !== undefined || flags.hideMissing === true };
      project.console.result(
        flags.json === true
          ? `${writePythonJson(diffValue(found, options))}\n`
          : flags.md === true
            ? diffMarkdown(found, options)
            : diffText(found, options),
      );
    });
}
