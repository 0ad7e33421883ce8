import { type Command, InvalidArgumentError } from 'commander';
import { readPageScript } from '../adapters/local-store/page-script.ts';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import { compare } from '../app/compare.ts';
import { dataSection } from '../app/data-section.ts';
import { diffParameters } from '../app/params-diff.ts';
import { showPath } from '../app/project.ts';
import { report } from '../app/report.ts';
import { saveReport } from '../app/save-report.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import type { ValuesDiff } from '../core/pipeline/metrics-diff.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { bringFromRemote, comparePorts } from './judge-ports.ts';
import { openProject } from './project.ts';

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly output: string;
  readonly pull?: true;
  readonly seconds?: number;
  readonly runner?: string;
}

/** `sightline report` */
export function define(command: Command, cli: Cli): void {
  command
    .option('--base <revision|path>', 'what to compare with (default: the default branch)')
    .option('--head <revision|path>', 'what is judged (default: the workspace)')
    .option('--output <folder>', 'where report.md, report.html and report.json go', 'report')
    .option('--seconds <count>', 'how long the training took, to be shown', parseSeconds)
    .option('--runner <name>', 'what it ran on, to be shown')
    .option('--pull', 'fetch what judging a commit reads and the cache lacks from the default remote')
    .addHelpText('after', '\nExample:\n  $ sightline report --base main --output report')
    .action(async (options: Options) => {
      using project = openProject(cli);
      const compared = await compare(comparePorts(project, options.pull === true ? bringFromRemote(project, cli) : undefined), options);
      const images = createImageReader([project.workspace.root, project.cacheFolder]);
      const data = (older: string, newer: string): ReturnType<typeof dataSection> => dataSection({ ...project, images }, older, newer);
      const parameters = async (older: string, newer: string): Promise<ValuesDiff> =>
        (await diffParameters(project, { older, newer }, { targets: [], depsOnly: false }, { withUnchanged: false })).changes;
      const ports = { workspace: project.workspace, images, version, dataSection: data, parameters, pageScript: readPageScript };
      const rendered = await report(ports, compared, trainingOf(options));
      const paths = await saveReport(project.workspace, joinFromRoot(project.folder, options.output), rendered);
      cli.console.result(paths.map((path) => `${showPath(project, path)}\n`).join(''));
    });
}

function trainingOf({ seconds, runner }: Options): Parameters<typeof report>[2] {
  return seconds === undefined && runner === undefined ? null : { seconds: seconds ?? null, runner: runner ?? null };
}

function parseSeconds(text: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(seconds)) {
    throw new InvalidArgumentError('It must be a number of seconds, such as 840 or 12.5.');
  }
  return seconds;
}
