import type { Command } from 'commander';
import { type CheckoutChanges, checkout } from '../app/checkout.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { summarizeCounts } from './summarize.ts';

interface Flags extends LoudnessFlags {
  readonly summary?: boolean;
  readonly json?: boolean;
  readonly recursive?: boolean;
  readonly withDeps?: boolean;
  readonly force?: boolean;
  readonly relink?: boolean;
  readonly allowMissing?: boolean;
}

/** `sightline checkout` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('[targets...]', 'tracked files and folders, .dvc files and stages')
    .option('--summary', 'tell only how many files changed')
    .option('--json', 'write the changes as JSON')
    .option('-R, --recursive', 'take a folder for all that is in it')
    .option('-d, --with-deps', 'of the targets also what they depend on')
    .option('-f, --force', 'overwrite and remove files that the cache has no copy of')
    .option('--relink', 'place files again that are the wrong kind of link')
    .option('--allow-missing', 'leave out what the cache does not have')
    .addHelpText('after', '\nExample:\n  $ git switch main && sightline checkout')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const changes = await exclusively(project, cli, 'checkout', async () =>
        checkout(project, await loadPipeline(project.workspace), {
          targets,
          recursive: flags.recursive === true,
          withDeps: flags.withDeps === true,
          force: flags.force === true,
          relink: flags.relink === true,
          allowMissing: flags.allowMissing === true,
        }),
      );
      project.console.result(
        flags.json === true
          ? `${toJson(changes)}\n`
          : flags.summary === true
            ? `${summarizeCounts(changes.stats, 'No changes.')}\n`
            : listChanges(changes),
      );
      if (changes.failed[0] !== undefined) {
        throw changes.failed[0];
      }
    });
}

function toJson({ modified, added, deleted, failed, stats }: CheckoutChanges): string {
  return JSON.stringify({ modified, added, deleted, failed: failed.map((error) => error.message), stats });
}

/** DVC's lines: `M`, `A` or `D`, a tab and the path. */
export function listChanges(changes: CheckoutChanges): string {
  const lines = (['modified', 'added', 'deleted'] as const).flatMap((state) =>
    changes[state].map((path) => `${state.slice(0, 1).toUpperCase()}\t${path}\n`),
  );
  return lines.join('');
}
