import { Option, type Command } from 'commander';
import { fit } from '../app/fit.ts';
import { loadFitParams } from '../app/load-fit-params.ts';
import type { LabelFormat } from '../core/labels/label-format.ts';
import type { Cli } from './command.ts';
import { openNetPorts, sourceOf } from './net-ports.ts';

interface Options {
  readonly train: string;
  readonly validation?: string;
  readonly images?: string;
  readonly format?: LabelFormat;
  readonly params: string;
  readonly section: string;
  readonly output: string;
  readonly curves?: string;
  readonly checkpoint?: string;
  readonly resume?: true;
  readonly from?: string;
}

/** `sightline fit` */
export function define(command: Command, cli: Cli): void {
  command
    .requiredOption('--train <path>', 'labels to learn from: a CSV or COCO file, or a folder with one folder for each class')
    .option('--validation <path>', 'labels to measure each epoch on')
    .option('--images <folder>', 'the folder that image paths in the labels start from')
    .addOption(new Option('--format <format>', 'how labels are written, where the name does not tell').choices(['csv', 'coco', 'folders']))
    .option('--params <path>', 'the file of parameters', 'params.yaml')
    .option('--section <key>', 'the section of parameters in it', 'fit')
    .requiredOption('--output <folder>', 'where the model goes')
    .option('--curves <path>', 'where the learning curves go, as JSON lines')
    .option('--checkpoint <folder>', 'keep a checkpoint here while training')
    .option('--resume', 'go on from the checkpoint')
    .option('--from <folder>', 'start from the weights of another model (transfer learning)')
    .addHelpText('after', '\nExample:\n  $ sightline fit --train labels/train.csv --images data/train --output models/digits')
    .action(async (options: Options) => {
      using ports = await openNetPorts(cli);
      const path = (given: string | undefined): string | undefined => (given === undefined ? undefined : ports.fromRoot(given));
      const paramsFile = ports.fromRoot(options.params);
      await fit(ports, {
        train: await sourceOf(ports, { ...options, labels: options.train }),
        validation: options.validation === undefined ? undefined : await sourceOf(ports, { ...options, labels: options.validation }),
        params: await loadFitParams(ports.files, paramsFile, options.section),
        paramsFile,
        onBadImage: ports.onBadImage,
        output: ports.fromRoot(options.output),
        curves: path(options.curves),
        checkpoint: path(options.checkpoint),
        resume: options.resume === true,
        from: path(options.from),
      });
    });
}
