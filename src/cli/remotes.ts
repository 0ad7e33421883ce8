import { homedir } from 'node:os';
import type { DvcConfig } from '../core/data/dvc-config.ts';
import type { LocalSettings, RemoteSettings } from '../core/data/remote-settings.ts';
import { SightlineError } from '../core/errors.ts';
import type { RemoteStorage, Remotes } from '../core/remote-ports.ts';
import type { Cli } from './command.ts';

/** The remotes of the configuration; what talks to one is loaded when it is opened. */
export function createRemotes(config: DvcConfig, { env, console }: Pick<Cli, 'env' | 'console'>): Remotes {
  const said = new Set<string>();
  const warnOnce = (line: string): void => {
    if (!said.has(line)) {
      said.add(line);
      console.warn(line);
    }
  };
  const defaultName = config.get('core')?.get('remote');
  return {
    defaultName,
    open: async (name = defaultName) => {
      if (name === undefined) {
        throw new SightlineError('no-remote', 'no remote is named, and none is the default');
      }
      const { readRemoteSettings } = await import('../core/data/remote-settings.ts'); // most commands need no remote
      const settings = readRemoteSettings(config, name);
      return { name, settings, storage: await openStorage(settings, env, warnOnce) };
    },
  };
}

async function openStorage(settings: RemoteSettings, env: Cli['env'], warn: (line: string) => void): Promise<RemoteStorage> {
  switch (settings.kind) {
    case 'local': {
      const { createFolderStorage } = await import('../adapters/folder-remote/folder-storage.ts');
      return createFolderStorage({ ...settings, folder: folderOf(settings) });
    }
    case 's3': {
      const { createS3Storage } = await import('../adapters/s3/s3-storage.ts');
      return createS3Storage(settings, env, warn);
    }
  }
}

/** Where a remote's folder is: `~` stands for the person's own. */
export function folderOf({ folder }: LocalSettings): string {
  return folder.replace(/^~(?=\/|$)/, homedir());
}
