import type { Command } from 'commander';
import { loadStorage } from '../app/load-spec.ts';
import { applyStorage, planStorage, type PlannedBucket } from '../app/provision-storage.ts';
import { SightlineError } from '../core/errors.ts';
import { specFile } from '../core/spec/spec-file.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import type { Cli } from './command.ts';
import { locked, type OpenProject, openProject, quietly } from './project.ts';

interface Flags {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `sightline storage provision` */
export function defineStorageProvision(command: Command, cli: Cli): void {
  command
    .option('--yes', 'make the changes without asking')
    .option('--json', 'write the changes as JSON; they are made only with --yes')
    .option('-q, --quiet', 'print only warnings and errors')
    .addHelpText(
      'after',
      '\nExample:\n  $ sightline storage provision --json    # what would change\n  $ sightline storage provision --yes',
    )
    .action(async (flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      await locked(project, cli, 'storage provision', async () => provision(project, cli, flags));
    });
}

async function provision(project: OpenProject, cli: Cli, flags: Flags): Promise<void> {
  const storage = await loadStorage(project.workspace);
  if (storage === undefined) {
    throw new SightlineError('no-spec', `${specFile} asks for no buckets`, {
      hint: 'List them under storage.buckets; docs/spec.md has the keys.',
    });
  }
  const { openBucketAdmin } = await import('../adapters/s3/provision-bucket.ts');
  const planned = await planStorage(project.remotes, storage.buckets, async (settings) => openBucketAdmin(settings, cli.env));
  const count = planned.reduce((sum, { plan }) => sum + plan.changes.length, 0);
  if (flags.json !== true) {
    project.console.result(count === 0 ? 'Nothing to do.\n' : planned.map(toText).join(''));
  }
  const isWanted =
    count > 0 &&
    (flags.yes === true ||
      (flags.json !== true && (await askOnTerminal('Make these changes?', 'Use --yes, or --json to see the changes alone.'))));
  if (isWanted) {
    await applyStorage(planned, cli.signal);
  }
  if (flags.json === true) {
    project.console.result(`${JSON.stringify({ buckets: planned.map(toValue), applied: isWanted })}\n`);
  } else if (isWanted) {
    project.console.info('Done.');
  }
  planned.forEach(({ admin }) => admin.close());
}

function toText({ bucket, plan }: PlannedBucket): string {
  return plan.lines.length === 0 ? '' : `${bucket}:\n${plan.lines.map((line) => `  ${line}\n`).join('')}`;
}

function toValue({ bucket, plan }: PlannedBucket): object {
  return { bucket, changes: plan.lines };
}
