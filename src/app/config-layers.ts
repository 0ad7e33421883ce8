import { type ConfigFiles, type ConfigLevel, configLevels } from '../core/config-ports.ts';
import { parseConfigText, writeConfigText } from '../core/data/config-text.ts';
import { type DvcConfig, mergeDvcConfigs, toDvcConfig } from '../core/data/dvc-config.ts';
import { ConfigEdit, resolveSetting } from '../core/data/edit-dvc-config.ts';
import { remoteNames, remoteSection } from '../core/data/remote-settings.ts';
import { parentOf } from '../core/data/root-path.ts';

/** A file of DVC's configuration, or the one with settings of ours beside it. */
export type ConfigFile = ConfigLevel | 'own';

/** Reads, changes and writes one file; nothing is written when `change` throws or leaves all as it was. */
export function editFile(files: ConfigFiles, level: ConfigFile, change: (file: ConfigEdit) => unknown): void {
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
export function readFile(files: ConfigFiles, level: ConfigFile): DvcConfig {
  const path = files.path(level);
  const config = toDvcConfig(parseConfigText(files.read(level) ?? '', path), path);
  const resolved = new Map(config);
  for (const name of remoteNames(config)) {
    const settings = config.get(remoteSection(name));
    const url = settings?.get('url');
    if (settings !== undefined && url !== undefined) {
      resolved.set(remoteSection(name), new Map(settings).set('url', resolveSetting(url, parentOf(path), files.home)));
    }
  }
  return resolved;
}

/** The settings of all files, stronger ones over weaker ones. */
export function readAll(files: ConfigFiles): DvcConfig {
  return mergeDvcConfigs(files.levels.map((level) => readFile(files, level)));
}

/** A remote's settings in one file. */
export function settingsIn(files: ConfigFiles, level: ConfigFile, name: string): ReadonlyMap<string, string> {
  return readFile(files, level).get(remoteSection(name)) ?? new Map<string, string>();
}

/** A remote's settings in the weaker files. */
export function settingsBelow(files: ConfigFiles, level: ConfigFile, name: string): ReadonlyMap<string, string> {
  const until = level === 'own' ? files.levels.length : files.levels.indexOf(level);
  return (
    mergeDvcConfigs(files.levels.slice(0, until).map((weaker) => readFile(files, weaker))).get(remoteSection(name)) ??
    new Map<string, string>()
  );
}

/** A file and the stronger ones, the strongest first. */
export function levelsFrom(files: ConfigFiles, level: ConfigLevel): readonly ConfigLevel[] {
  return files.levels.filter((candidate) => configLevels.indexOf(candidate) >= configLevels.indexOf(level)).toReversed();
}
