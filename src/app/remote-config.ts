import type { ConfigFiles, ConfigLevel } from '../core/config-ports.ts';
import { type ConfigEdit, respell } from '../core/data/edit-dvc-config.ts';
import { checkRemoteOptions, isOwnOption, isSecretOption } from '../core/data/remote-options.ts';
import { remoteNames, remoteSection } from '../core/data/remote-settings.ts';
import { parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Console } from '../core/ports.ts';
import { type ConfigFile, editFile, levelsFrom, readAll, readFile, settingsBelow, settingsIn } from './config-layers.ts';

/** The configuration's files, and which of them was asked for; undefined is the project's, or all of them to read. */
export interface RemoteConfig {
  readonly files: ConfigFiles;
  readonly console: Console;
  readonly level: ConfigLevel | undefined;
}

/** A remote as the configuration has it. */
export interface ListedRemote {
  readonly name: string;
  /** With paths made absolute. */
  readonly url: string;
  readonly isDefault: boolean;
}

/** Writes a new remote's section. */
export function addRemote(config: RemoteConfig, name: string, url: string, options: { force: boolean; isDefault: boolean }): void {
  checkName(name);
  const level = config.level ?? 'project';
  editFile(config.files, level, (file) => {
    if (file.hasSection(remoteSection(name)) && !options.force) {
      throw new SightlineError('invalid-config', `remote '${name}' exists already`, {
        place: { file: config.files.path(level) },
        hint: 'Use -f to replace it.',
      });
    }
    const spelled = respell(url, config.files.cwd, parentOf(config.files.path(level)));
    checkRemoteOptions(name, new Map([...settingsBelow(config.files, level, name), ['url', spelled]]));
    file.replaceSection(remoteSection(name), { url: spelled });
    if (options.isDefault) {
      file.set('core', 'remote', name);
    }
  });
}

/** Sets an option of a remote, or takes it away when the value is undefined. */
export function modifyRemote(config: RemoteConfig, name: string, option: string, value: string | undefined): void {
  const level = isOwnOption(option) ? 'own' : fileFor(config, option, value);
  editFile(config.files, level, (file) => {
    const below = settingsBelow(config.files, level, name);
    if (below.size === 0 && !file.hasSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
    const merged = new Map([...below, ...settingsIn(config.files, level, name)]);
    if (!file.hasSection(remoteSection(name))) {
      file.replaceSection(remoteSection(name), {});
    }
    if (value === undefined) {
      file.unset(remoteSection(name), option);
      merged.delete(option);
    } else {
      const spelled = option === 'url' ? respell(value, config.files.cwd, parentOf(config.files.path(level))) : value;
      file.set(remoteSection(name), option, spelled);
      merged.set(option, spelled);
    }
    checkRemoteOptions(name, below.has(option) && value === undefined ? new Map([...merged, [option, below.get(option) ?? '']]) : merged);
  });
}

/** A secret goes where git doesn't see it unless a file was named. */
function fileFor({ level, console, files }: RemoteConfig, option: string, value: string | undefined): ConfigLevel {
  if (!isSecretOption(option) || value === undefined || (level !== undefined && level !== 'project')) {
    return level ?? 'project';
  }
  if (level === undefined) {
    console.info(`'${option}' is a secret: written to ${files.path('local')}, which git leaves out. Use --project to have it in git.`);
    return 'local';
  }
  console.warn(`'${option}' is a secret, and ${files.path('project')} belongs into git. Use --local to keep it on this machine.`);
  return level;
}

/** Removes a remote, and what makes it the default in this file and the stronger ones. */
export function removeRemote(config: RemoteConfig, name: string): void {
  const level = config.level ?? 'project';
  editFile(config.files, level, (file) => {
    if (!file.removeSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
  });
  editOwn(config.files, (file) => file.removeSection(remoteSection(name)));
  editWhereDefault(config.files, level, name, (file) => file.unset('core', 'remote'));
}

/** Gives a remote another name, also where it is the default. */
export function renameRemote(config: RemoteConfig, name: string, to: string): void {
  checkName(to);
  const level = config.level ?? 'project';
  if (remoteNames(readAll(config.files)).includes(to)) {
    throw new SightlineError('invalid-config', `there is a remote '${to}' already`, { hint: 'Take another name, or remove that remote.' });
  }
  editFile(config.files, level, (file) => {
    if (!file.hasSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
    file.renameRemote(name, to);
  });
  editOwn(config.files, (file) => file.hasSection(remoteSection(name)) && file.renameRemote(name, to));
  editWhereDefault(config.files, level, name, (file) => file.set('core', 'remote', to));
}

/** Makes a remote the default one; without a name there is none any more. */
export function setDefaultRemote(config: RemoteConfig, name: string | undefined): void {
  const level = config.level ?? 'project';
  editFile(config.files, level, (file) => {
    if (name === undefined) {
      file.unset('core', 'remote');
    } else if (file.hasSection(remoteSection(name)) || settingsBelow(config.files, level, name).size > 0) {
      file.set('core', 'remote', name);
    } else {
      throw unknownRemote(config.files, level, name);
    }
  });
}

/** The name of the default remote; undefined when there is none. */
export function defaultRemote({ files, level }: RemoteConfig): string | undefined {
  return (level === undefined ? readAll(files) : readFile(files, level)).get('core')?.get('remote')?.toLowerCase();
}

/** All remotes in the order of the configuration. */
export function listRemotes(config: RemoteConfig): readonly ListedRemote[] {
  const all = config.level === undefined ? readAll(config.files) : readFile(config.files, config.level);
  const standard = defaultRemote(config);
  return remoteNames(all).map((name) => ({ name, url: all.get(remoteSection(name))?.get('url') ?? '', isDefault: name === standard }));
}

/** Settings of a remote that are ours stand in a file of their own, if there is one. */
function editOwn(files: ConfigFiles, change: (file: ConfigEdit) => unknown): void {
  if (files.levels.includes('project') && files.read('own') !== undefined) {
    editFile(files, 'own', change);
  }
}

/** Changes those of a file and the stronger ones that make the remote the default. */
function editWhereDefault(files: ConfigFiles, level: ConfigLevel, name: string, change: (file: ConfigEdit) => void): void {
  for (const stronger of levelsFrom(files, level)) {
    editFile(files, stronger, (file) => {
      if (file.get('core', 'remote') === name) {
        change(file);
      }
    });
  }
}

function checkName(name: string): void {
  if (!/^[^\s"'[\]#,=]+$/.test(name)) {
    throw new SightlineError('invalid-option', `'${name}' can't be the name of a remote`, {
      hint: 'Take letters, digits, -, _ and the like, without spaces, quotes and brackets.',
    });
  }
}

function unknownRemote(files: ConfigFiles, level: ConfigFile, name: string): SightlineError {
  return new SightlineError('unknown-remote', `there is no remote '${name}'`, { place: { file: files.path(level) } });
}
