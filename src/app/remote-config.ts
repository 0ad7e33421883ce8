import { type ConfigFiles, type ConfigLevel, configLevels } from '../core/config-ports.ts';
import { parseConfigText, writeConfigText } from '../core/data/config-text.ts';
import { type DvcConfig, mergeDvcConfigs, toDvcConfig } from '../core/data/dvc-config.ts';
import { ConfigEdit, resolveSetting, respell } from '../core/data/edit-dvc-config.ts';
import { checkRemoteOptions, isOwnOption, isSecretOption } from '../core/data/remote-options.ts';
import { remoteNames, remoteSection } from '../core/data/remote-settings.ts';
import { parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Console } from '../core/ports.ts';

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

type FileName = ConfigLevel | 'own';

/** Writes a new remote's section. */
export function addRemote(config: RemoteConfig, name: string, url: string, options: { force: boolean; isDefault: boolean }): void {
  checkName(name);
  const level = config.level ?? 'project';
  edit(config.files, level, (file) => {
    if (file.hasSection(remoteSection(name)) && !options.force) {
      throw new SightlineError('invalid-config', `remote '${name}' exists already`, {
        place: { file: config.files.path(level) },
        hint: 'Use -f to replace it.',
      });
    }
    const spelled = respell(url, config.files.cwd, parentOf(config.files.path(level)));
    checkRemoteOptions(name, new Map([...lower(config.files, level, name), ['url', spelled]]));
    file.replaceSection(remoteSection(name), { url: spelled });
    if (options.isDefault) {
      file.set('core', 'remote', name);
    }
  });
}

/** Sets an option of a remote, or takes it away when the value is undefined. */
export function modifyRemote(config: RemoteConfig, name: string, option: string, value: string | undefined): void {
  const level = isOwnOption(option) ? 'own' : fileFor(config, option, value);
  edit(config.files, level, (file) => {
    const below = lower(config.files, level, name);
    if (below.size === 0 && !file.hasSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
    const merged = new Map([...below, ...ofFile(config.files, level, name)]);
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
  edit(config.files, level, (file) => {
    if (!file.removeSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
  });
  if (config.files.levels.includes('project') && config.files.read('own') !== undefined) {
    edit(config.files, 'own', (file) => file.removeSection(remoteSection(name)));
  }
  for (const stronger of from(config.files, level)) {
    edit(config.files, stronger, (file) => {
      if (file.get('core', 'remote') === name) {
        file.unset('core', 'remote');
      }
    });
  }
}

/** Gives a remote another name, also where it is the default. */
export function renameRemote(config: RemoteConfig, name: string, to: string): void {
  checkName(to);
  const level = config.level ?? 'project';
  if (remoteNames(readAll(config.files)).includes(to)) {
    throw new SightlineError('invalid-config', `there is a remote '${to}' already`, { hint: 'Take another name, or remove that remote.' });
  }
  edit(config.files, level, (file) => {
    if (!file.hasSection(remoteSection(name))) {
      throw unknownRemote(config.files, level, name);
    }
    file.renameRemote(name, to);
  });
  if (config.files.levels.includes('project') && config.files.read('own') !== undefined) {
    edit(config.files, 'own', (file) => file.hasSection(remoteSection(name)) && file.renameRemote(name, to));
  }
  for (const stronger of from(config.files, level)) {
    edit(config.files, stronger, (file) => {
      if (file.get('core', 'remote') === name) {
        file.set('core', 'remote', to);
      }
    });
  }
}

/** Makes a remote the default one; without a name there is none any more. */
export function setDefaultRemote(config: RemoteConfig, name: string | undefined): void {
  const level = config.level ?? 'project';
  edit(config.files, level, (file) => {
    if (name === undefined) {
      file.unset('core', 'remote');
    } else if (file.hasSection(remoteSection(name)) || lower(config.files, level, name).size > 0) {
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

/** Reads, changes and writes one file; nothing is written when `change` throws or leaves all as it was. */
function edit(files: ConfigFiles, level: FileName, change: (file: ConfigEdit) => unknown): void {
  const path = files.path(level);
  const before = files.read(level);
  const file = new ConfigEdit(parseConfigText(before ?? '', path));
  change(file);
  const text = writeConfigText(file.finish(parentOf(path)));
  if (text !== (before ?? '\n')) {
    files.write(level, text);
  }
}

/** A file's settings with urls resolved. */
function readFile(files: ConfigFiles, level: FileName): DvcConfig {
  const path = files.path(level);
  const config = toDvcConfig(parseConfigText(files.read(level) ?? '', path), path);
  for (const name of remoteNames(config)) {
    const settings = new Map(config.get(remoteSection(name)));
    const url = settings.get('url');
    if (url !== undefined) {
      (config as Map<string, ReadonlyMap<string, string>>).set(
        remoteSection(name),
        settings.set('url', resolveSetting(url, parentOf(path), files.home)),
      );
    }
  }
  return config;
}

function readAll(files: ConfigFiles): DvcConfig {
  return mergeDvcConfigs(files.levels.map((level) => readFile(files, level)));
}

function ofFile(files: ConfigFiles, level: FileName, name: string): ReadonlyMap<string, string> {
  return readFile(files, level).get(remoteSection(name)) ?? new Map<string, string>();
}

/** A remote's settings in the weaker files. */
function lower(files: ConfigFiles, level: FileName, name: string): ReadonlyMap<string, string> {
  const until = level === 'own' ? files.levels.length : files.levels.indexOf(level);
  return (
    mergeDvcConfigs(files.levels.slice(0, until).map((weaker) => readFile(files, weaker))).get(remoteSection(name)) ??
    new Map<string, string>()
  );
}

/** A file and the stronger ones, the strongest first. */
function from(files: ConfigFiles, level: ConfigLevel): readonly ConfigLevel[] {
  return files.levels.filter((candidate) => configLevels.indexOf(candidate) >= configLevels.indexOf(level)).toReversed();
}

function checkName(name: string): void {
  if (!/^[^\s"'[\]#,=]+$/.test(name)) {
    throw new SightlineError('invalid-option', `'${name}' can't be the name of a remote`, {
      hint: 'Take letters, digits, -, _ and the like, without spaces, quotes and brackets.',
    });
  }
}

function unknownRemote(files: ConfigFiles, level: FileName, name: string): SightlineError {
  return new SightlineError('unknown-remote', `there is no remote '${name}'`, { place: { file: files.path(level) } });
}
