import type { Command } from 'commander';
import { addRemote, modifyRemote, removeRemote, renameRemote } from '../app/remote-config.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { addFileOptions, changeRemotes, type FileFlags } from './remote-files.ts';
import { defineRemoteDefault, defineRemoteList } from './remote-list.ts';

interface AddFlags extends FileFlags {
  readonly default?: boolean;
  readonly force?: boolean;
}

interface ModifyFlags extends FileFlags {
  readonly unset?: boolean;
}

/** `sightline remote` */
export function define(command: Command, cli: Cli): void {
  const sub = (name: string, summary: string): Command =>
    addFileOptions(
      command
        .command(name)
        .summary(summary)
        .description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`),
    );
  defineAdd(sub('add', 'add a remote'), cli);
  defineRemoteDefault(sub('default', 'show, set or unset the default remote'), cli);
  defineModify(sub('modify', "set or unset a remote's option"), cli);
  defineRemoteList(sub('list', 'list the remotes'), cli);
  sub('remove', 'remove a remote from the configuration; its data stays')
    .argument('<name>', 'of the remote')
    .addHelpText('after', '\nExample:\n  $ sightline remote remove old')
    .action(async (name: string, flags: FileFlags) => changeRemotes(cli, flags, (config) => removeRemote(config, name.toLowerCase())));
  sub('rename', 'give a remote another name')
    .argument('<name>', 'that it has')
    .argument('<new>', 'that it gets')
    .addHelpText('after', '\nExample:\n  $ sightline remote rename store archive')
    .action(async (name: string, to: string, flags: FileFlags) =>
      changeRemotes(cli, flags, (config) => renameRemote(config, name.toLowerCase(), to)),
    );
}

function defineAdd(command: Command, cli: Cli): void {
  command
    .argument('<name>', 'of the remote')
    .argument('<url>', 's3://bucket/prefix, or a folder')
    .option('-d, --default', 'make it the default remote')
    .option('-f, --force', 'replace a remote of that name')
    .addHelpText('after', '\nExample:\n  $ sightline remote add -d store s3://bucket/data')
    .action(async (name: string, url: string, flags: AddFlags) => {
      await changeRemotes(cli, flags, (config) => {
        if (flags.default === true) {
          config.console.result(`Setting '${name.toLowerCase()}' as a default remote.\n`);
        }
        addRemote(config, name.toLowerCase(), url, { force: flags.force === true, isDefault: flags.default === true });
      });
    });
}

function defineModify(command: Command, cli: Cli): void {
  command
    .argument('<name>', 'of the remote')
    .argument('<option>', 'such as endpointurl, region, profile or version_aware')
    .argument('[value]', 'that it gets')
    .option('-u, --unset', 'take the option away')
    .addHelpText('after', '\nExample:\n  $ sightline remote modify store endpointurl https://s3.example.org')
    .action(async (name: string, option: string, value: string | undefined, flags: ModifyFlags) => {
      if (value === undefined && flags.unset !== true) {
        throw new SightlineError('invalid-option', `'${option}' needs a value`, { hint: 'Give one, or use --unset.' });
      }
      await changeRemotes(cli, flags, (config) =>
        modifyRemote(config, name.toLowerCase(), option, flags.unset === true ? undefined : value),
      );
    });
}
