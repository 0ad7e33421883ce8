import { Option, type Command } from 'commander';
import { predict } from '../app/predict.ts';
import type { LabelFormat } from '../core/labels/label-format.ts';
import type { Cli } from './command.ts';
import { openNetPorts, sourceOf } from './net-ports.ts';

interface Options {
  readonly model: string;
  readonly labels?: string;
  readonly images?: string;
  readonly format?: LabelFormat;
  readonly output: string;
}

/** `sightline predict` */
export function define(command: Command, cli: Cli): void {
  command
    .requiredOption('--model <folder>', 'a model that fit wrote')
    .option('--labels <path>', 'the labels that list the images: a CSV or COCO file')
    .option('--images <folder>', 'the folder that image paths in the labels start from; alone, a folder with one folder for each class')
    .addOption(new Option('--format <format>', 'how labels are written, where the name does not tell').choices(['csv', 'coco', 'folders']))
    .option('--output <path>', 'where the predictions go', 'eval/predictions.json')
    .addHelpText('after', '\nExample:\n  $ sightline predict --model models/digits --labels labels/test.csv --images data/test')
    .action(async (options: Options) => {
      using ports = await openNetPorts(cli);
      await predict(ports, {
        model: ports.fromRoot(options.model),
        source: await sourceOf(ports, options),
        onBadImage: ports.onBadImage,
        output: ports.fromRoot(options.output),
      });
    });
}
