import type { Command } from 'commander';
import { openConfigFiles } from '../adapters/local-store/config-files.ts';
import { findRoot } from '../adapters/local-store/find-root.ts';
import type { RemoteConfig } from '../app/remote-config.ts';
import type { ConfigLevel } from '../core/config-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { locked, openProject, quietly } from './project.ts';

/** Which configuration file is meant, as in DVC; none is the project's, or all of them to read. */
export interface FileFlags extends LoudnessFlags {
  readonly global?: boolean;
  readonly system?: boolean;
  readonly project?: boolean;
  readonly local?: boolean;
}

/** The options that name a configuration file. */
export function addFileOptions(command: Command): Command {
  return addLoudness(command)
    .option('--global', "the person's configuration")
    .option('--system', "the machine's configuration")
    .option('--project', "the project's configuration, .dvc/config")
    .option('--local', 'the configuration of this clone, .dvc/config.local, which git leaves out');
}

/** The configuration that the flags name. */
export function openRemoteConfig(cli: Cli, flags: FileFlags): RemoteConfig {
  const named = (['system', 'global', 'project', 'local'] as const).filter((level): level is ConfigLevel => flags[level] === true);
  if (named.length > 1) {
    throw new SightlineError('invalid-option', `--${named[0]} and --${named[1]} exclude each other`);
  }
  const { console } = quietly(cli, flags.quiet);
  return { files: openConfigFiles(findRoot(cli.cwd)?.root, cli.cwd, cli.env), console, level: named[0] };
}

/** Changes the configuration while no other command of the project writes. */
export async function changeRemotes(cli: Cli, flags: FileFlags, change: (config: RemoteConfig) => void): Promise<void> {
  const config = openRemoteConfig(cli, flags);
  if (findRoot(cli.cwd) === undefined) {
    change(config);
    return;
  }
  using project = openProject(quietly(cli, flags.quiet));
  await locked(project, cli, 'remote', async () => {
    change(config);
    await Promise.resolve();
  });
}
