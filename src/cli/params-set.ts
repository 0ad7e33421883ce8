import type { Command } from 'commander';
import { setParameters } from '../app/set-parameters.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { locked, openProject } from './project.ts';

/** `sightline params set` */
export function defineParamsSet(command: Command, cli: Cli): void {
  command
    .argument('[changes...]', 'name=value, with dots between the parts of a name; the value is read as the type that it replaces')
    .option('--values <json>', 'new values as a JSON object by dotted name, lists of numbers among them')
    .option('--json', 'print the names as JSON')
    .addHelpText('after', '\nComments stay.\n\nExample:\n  $ sightline params set lr=0.01 model.depth=5')
    .action(async (changes: string[], flags: { readonly values?: string; readonly json?: boolean }) => {
      using project = openProject(cli);
      const texts = new Map(changes.map(readChange));
      const names = await locked(project, cli, 'params set', () => setParameters(project.workspace, texts, flags.values));
      const text = names.length === 0 ? 'Nothing to change.\n' : `Changed ${names.join(', ')}.\n`;
      cli.console.result(flags.json === true ? `${JSON.stringify({ changed: names })}\n` : text);
    });
}

function readChange(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new SightlineError('invalid-option', `'${text}' is no name=value`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
