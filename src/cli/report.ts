import type { Command } from 'commander';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import { compare } from '../app/compare.ts';
import { dataSection } from '../app/data-section.ts';
import { showPath } from '../app/project.ts';
import { report } from '../app/report.ts';
import { saveReport } from '../app/save-report.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { comparePorts } from './judge-ports.ts';
import { openProject } from './project.ts';

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly output: string;
}

/** `sightline report` */
export function define(command: Command, cli: Cli): void {
  command
    .option('--base <revision|path>', 'what to compare with (default: the default branch)')
    .option('--head <revision|path>', 'what is judged (default: the workspace)')
    .option('--output <folder>', 'where report.md and report.html go', 'report')
    .addHelpText('after', '\nExample:\n  $ sightline report --base main --output report')
    .action(async (options: Options) => {
      using project = openProject(cli);
      const compared = await compare(comparePorts(project), options);
      const images = createImageReader([project.workspace.root, project.cacheFolder]);
      const data = (older: string, newer: string): ReturnType<typeof dataSection> => dataSection({ ...project, images }, older, newer);
      const rendered = await report({ workspace: project.workspace, images, version, dataSection: data }, compared);
      const paths = await saveReport(project.workspace, joinFromRoot(project.folder, options.output), rendered);
      cli.console.result(paths.map((path) => `${showPath(project, path)}\n`).join(''));
    });
}
