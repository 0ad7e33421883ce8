import { type Command, Option } from 'commander';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import { diff } from '../app/diff.ts';
import { imageDiff } from '../app/image-diff.ts';
import { workspaceName } from '../app/revisions.ts';
import { diffValue } from '../core/data-diff/data-diff.ts';
import { diffMarkdown, diffText } from '../core/data-diff/diff-text.ts';
import { renderImageChanges } from '../core/report/data-text.ts';
import { dataPart } from '../core/report/markdown/data.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { type OpenProject, openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly targets?: readonly string[];
  readonly json?: boolean;
  readonly showHash?: boolean;
  readonly md?: boolean;
  readonly hideMissing?: boolean;
  readonly images?: boolean;
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
    .addOption(new Option('--images', 'tell of images and labels by class').conflicts(['targets', 'showHash', 'hideMissing']))
    .addHelpText('after', '\nExamples:\n  $ sightline diff main --md\n  $ sightline diff v1 main --images')
    .action(async (older: string, newer: string | undefined, flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      if (flags.images === true) {
        project.console.result(await printImages(project, older, newer ?? workspaceName, flags));
        return;
      }
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

async function printImages(project: OpenProject, older: string, newer: string, { json, md }: Flags): Promise<string> {
  const images = createImageReader([project.workspace.root, project.cacheFolder]);
  const { changes } = await imageDiff({ ...project, images }, older, newer);
  if (json === true) {
    return `${JSON.stringify(changes, undefined, 2)}\n`;
  }
  return md === true ? `${dataPart(changes, Number.POSITIVE_INFINITY)}\n` : renderImageChanges(changes);
}
