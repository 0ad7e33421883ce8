import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import type { Place } from '../../core/errors.ts';

/** The variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A file of the AWS tools. */
export interface AwsFile {
  readonly path: string;
  /** Where the project names it: nothing that such a file names is run, read or asked. */
  readonly namedAt?: Place | undefined;
}

/** The files and the profile of the AWS tools that hold for a remote. As with DVC, variables beat the remote's settings for files. */
export interface AwsFiles {
  readonly config: AwsFile;
  readonly credentials: AwsFile;
  readonly profile: string;
}

/** Where the AWS tools keep their settings. */
export function awsFiles(settings: S3Settings, env: Variables): AwsFiles {
  const file = (ofEnv: string | undefined, key: 'configpath' | 'credentialpath', usual: string): AwsFile => {
    const ofRemote = ofEnv === undefined ? settings[key] : undefined;
    const path = expandHome(ofEnv ?? ofRemote ?? join(homedir(), '.aws', usual));
    return ofRemote === undefined ? { path } : { path, namedAt: settings.namedByProject?.[key] };
  };
  return {
    config: file(env['AWS_CONFIG_FILE'], 'configpath', 'config'),
    credentials: file(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentialpath', 'credentials'),
    profile: settings.profile ?? env['AWS_PROFILE'] ?? env['AWS_DEFAULT_PROFILE'] ?? 'default',
  };
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

/** A setting of a profile, and its line. */
export interface AwsSetting {
  readonly value: string;
  readonly line: number;
}

/** A section's settings, with those below `s3 =` among them; empty without a file that can be read. */
export function readAwsSection(file: string, section: string): ReadonlyMap<string, AwsSetting> {
  const settings = new Map<string, AwsSetting>();
  let isOurs = false;
  for (const [at, line] of readLines(file).entries()) {
    const name = /^\s*\[\s*(?<name>[^\]]*?)\s*\]/.exec(line)?.groups?.['name'];
    const setting = /^\s*(?<key>[^#;=\s][^=\s]*)\s*=\s*(?<value>.*?)\s*$/.exec(line)?.groups;
    if (name !== undefined) {
      isOurs = name === section;
    } else if (isOurs && setting !== undefined) {
      settings.set((setting['key'] ?? '').toLowerCase(), { value: setting['value'] ?? '', line: at + 1 });
    }
  }
  return settings;
}

/** How the file of settings calls a profile; that of credentials calls it by its name. */
export function configSection(profile: string): string {
  return profile === 'default' ? profile : `profile ${profile}`;
}

const maxFileSize = 1024 ** 2;

function readLines(file: string): readonly string[] {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= maxFileSize ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  } catch {
    return []; // the AWS tools say what is wrong with it when they need it
  }
}
