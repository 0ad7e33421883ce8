import type { Command } from 'commander';
import { defaultRemote, listRemotes, type ListedRemote, setDefaultRemote } from '../app/remote-config.ts';
import type { Cli } from './command.ts';
import { changeRemotes, type FileFlags, openRemoteConfig } from './remote-files.ts';

interface ListFlags extends FileFlags {
  readonly json?: boolean;
}

interface DefaultFlags extends FileFlags {
  readonly unset?: boolean;
}

/** `sightline remote list` */
export function defineRemoteList(command: Command, cli: Cli): void {
  command
    .option('--json', 'write them as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline remote list')
    .action((flags: ListFlags) => {
      const config = openRemoteConfig(cli, flags);
      const remotes = listRemotes(config);
      config.console.result(flags.json === true ? `${toJson(remotes)}\n` : remotes.map(toLine).join(''));
    });
}

function toJson(remotes: readonly ListedRemote[]): string {
  return JSON.stringify(remotes.map(({ name, url, isDefault }) => ({ name, url, default: isDefault })));
}

const tabWidth = 8;

/** In columns, as DVC prints them. */
function toLine({ name, url, isDefault }: ListedRemote): string {
  const parts = isDefault ? [name, url, '(default)'] : [name, url];
  return `${parts.reduce((line, part) => line + ' '.repeat(tabWidth - (line.length % tabWidth)) + part)}\n`;
}

/** `sightline remote default` */
export function defineRemoteDefault(command: Command, cli: Cli): void {
  command
    .argument('[name]', 'of the remote')
    .option('-u, --unset', 'have no default remote')
    .addHelpText('after', '\nExample:\n  $ sightline remote default store')
    .action(async (name: string | undefined, flags: DefaultFlags) => {
      if (name !== undefined || flags.unset === true) {
        await changeRemotes(cli, flags, (config) => setDefaultRemote(config, flags.unset === true ? undefined : name?.toLowerCase()));
        return;
      }
      const config = openRemoteConfig(cli, flags);
      const standard = defaultRemote(config);
      config.console.result(`${standard ?? 'No default remote set'}\n`);
      if (standard === undefined) {
        cli.exitWith(1);
      }
    });
}
