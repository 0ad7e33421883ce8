import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../core/data/remote-settings.ts';

/** The variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The files and the profile of the AWS tools that hold for a remote. As with DVC, variables beat the remote's settings for files. */
export interface AwsFiles {
  readonly config: string;
  readonly credentials: string;
  readonly profile: string;
}

/** Where the AWS tools keep their settings. */
export function awsFiles(settings: S3Settings, env: Variables): AwsFiles {
  const folder = join(homedir(), '.aws');
  return {
    config: expandHome(env['AWS_CONFIG_FILE'] ?? settings.configpath ?? join(folder, 'config')),
    credentials: expandHome(env['AWS_SHARED_CREDENTIALS_FILE'] ?? settings.credentialpath ?? join(folder, 'credentials')),
    profile: settings.profile ?? env['AWS_PROFILE'] ?? env['AWS_DEFAULT_PROFILE'] ?? 'default',
  };
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

/** The profile's settings, with those below `s3 =` among them; empty without a file that can be read. */
export function readAwsProfile({ config, profile }: AwsFiles): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let isOurs = false;
  for (const line of readLines(config)) {
    const section = /^\s*\[\s*(?<name>[^\]]*?)\s*\]/.exec(line)?.groups?.['name'];
    const setting = /^\s*(?<key>[^#;=\s][^=\s]*)\s*=\s*(?<value>.*?)\s*$/.exec(line)?.groups;
    if (section !== undefined) {
      isOurs = section === (profile === 'default' ? profile : `profile ${profile}`);
    } else if (isOurs && setting !== undefined) {
      settings.set((setting['key'] ?? '').toLowerCase(), setting['value'] ?? '');
    }
  }
  return settings;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return []; // the AWS tools say what is wrong with it when they need it
  }
}
