import { type Command, Option } from 'commander';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { evaluate } from '../app/evaluate.ts';
import { loadSpec } from '../app/load-spec.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import { formatMetricsFile } from '../core/metrics/metrics-file.ts';
import { type PredictionFormat, predictionFormats } from '../core/predictions/prediction-format.ts';
import { describeEvaluation } from '../core/report/terminal.ts';
import type { Cli } from './command.ts';
import { measureProject } from './judge-ports.ts';
import { openProject } from './project.ts';

interface Options {
  readonly predictions?: string;
  readonly format?: PredictionFormat;
  readonly output: string;
  readonly metrics: string;
  readonly json?: true;
}

/** `sightline evaluate` */
export function define(command: Command, cli: Cli): void {
  command
    .option('--predictions <path>', 'what the model answered (default: evaluate.predictions of sightline.yaml)')
    .addOption(new Option('--format <format>', 'of the predictions (default: as the name ends)').choices(predictionFormats))
    .option('--output <path>', 'the evaluation with the answer on each image', 'eval/evaluation.json')
    .option('--metrics <path>', "a flat file for DVC's metrics", 'eval/metrics.json')
    .option('--json', 'print the evaluation as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline evaluate --predictions eval/predictions.json')
    .action(async (options: Options) => {
      using project = openProject(cli);
      const { workspace, folder } = project;
      const spec = await loadSpec(workspace);
      const evaluation = await evaluate(workspace, spec, {
        predictions: options.predictions === undefined ? undefined : joinFromRoot(folder, options.predictions),
        format: options.format,
        measure: measureProject(project),
        decodeMask: decodeClassMask,
      });
      const text = `${JSON.stringify(evaluation)}\n`;
      await workspace.write(joinFromRoot(folder, options.output), text);
      await workspace.write(joinFromRoot(folder, options.metrics), formatMetricsFile(evaluation));
      cli.console.result(options.json === true ? text : describeEvaluation(evaluation));
    });
}
