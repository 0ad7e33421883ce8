import { Command, CommanderError } from 'commander';
import { SightlineError, exitCodes, formatPlace } from '../core/errors.ts';
import { version } from '../version.ts';
import type { Cli, CommandEntry } from './command.ts';
import { commands } from './commands.ts';

/** Finds the command in the table, loads its file, and turns what it throws into a message and an exit code. */
export async function runCommand(args: readonly string[], cli: Cli): Promise<void> {
  const program = new Command('sightline')
    .description('Continuous machine learning for computer vision, native to GitHub.')
    .version(version, '-V, --version')
    .enablePositionalOptions() // so that a command can have a --version of its own
    .exitOverride()
    .configureOutput({ writeOut: (text) => cli.console.result(text) });
  for (const entry of commands) {
    await addCommand(program, entry, args[0] === entry.name, cli);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    cli.exitWith(await reportError(error, cli));
  }
}

async function addCommand(program: Command, entry: CommandEntry, called: boolean, cli: Cli): Promise<void> {
  const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
  if (called) {
    (await entry.load()).define(command, cli);
  }
}

async function reportError(error: unknown, cli: Cli): Promise<number> {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : exitCodes.user;
  }
  const known = error instanceof SightlineError ? error : asBug(error);
  const place = known.place === undefined ? '' : `${formatPlace(known.place)}: `;
  cli.console.warn(`error: ${place}${known.message} [${known.code}]`);
  if (known.hint !== '') {
    cli.console.warn(`  ${known.hint}`);
  }
  await keepForReport(known, cli);
  return exitCodes[known.fault];
}

/** A job of a workflow tells the report job what is wrong in files. */
async function keepForReport(error: SightlineError, cli: Cli): Promise<void> {
  const file = cli.env['SIGHTLINE_ERRORS'] ?? '';
  if (file === '' || error.place === undefined) {
    return;
  }
  const { keepError } = await import('../adapters/actions-runner/keep-error.ts');
  try {
    await keepError(file, error);
  } catch (cause) {
    cli.console.warn(`  It could not be kept in ${file}: ${String(cause)}`);
  }
}

function asBug(error: unknown): SightlineError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new SightlineError('internal', text, { cause: error });
}
