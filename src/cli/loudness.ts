import { type Command, Option } from 'commander';

/** How much is printed. */
export interface LoudnessFlags {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Adds DVC's `-q` and `-v`, which exclude each other; the texts say what they do to this command. */
export function addLoudness(
  command: Command,
  {
    quiet = 'print only warnings and errors',
    verbose = 'accepted for DVC: there is nothing more to tell',
  }: { readonly quiet?: string; readonly verbose?: string } = {},
): Command {
  return command.addOption(new Option('-q, --quiet', quiet).conflicts('verbose')).addOption(new Option('-v, --verbose', verbose));
}
