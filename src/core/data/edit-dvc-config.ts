import type { ConfigSetting, ConfigText } from './config-text.ts';
import { remoteSection } from './remote-settings.ts';
import { joinFromRoot, relativeTo } from './root-path.ts';

type Sections = Map<string, Map<string, ConfigSetting>>;

/** One configuration file while it is changed: every change leaves what DVC would have written. */
export class ConfigEdit {
  readonly #sections: Sections;

  constructor(text: ConfigText) {
    this.#sections = new Map([...text].map(([name, settings]) => [name, new Map(settings)]));
  }

  get(section: string, key: string): string | undefined {
    const value = this.#sections.get(section)?.get(key)?.value;
    return value === undefined || typeof value === 'string' ? value : value.join(',');
  }

  hasSection(section: string): boolean {
    return this.#sections.has(section);
  }

  set(section: string, key: string, value: string): void {
    const settings = this.#sections.get(section) ?? new Map<string, ConfigSetting>();
    this.#sections.set(section, settings.set(key, { value }));
  }

  /** Sets all of a section, which stays where it is. */
  replaceSection(section: string, settings: Readonly<Record<string, string>>): void {
    this.#sections.set(section, new Map(Object.entries(settings).map(([key, value]) => [key, { value }])));
  }

  unset(section: string, key: string): void {
    this.#sections.get(section)?.delete(key);
  }

  /** Answers whether it was there. */
  removeSection(section: string): boolean {
    return this.#sections.delete(section);
  }

  /** The remote comes last then. */
  renameRemote(name: string, to: string): void {
    const settings = this.#sections.get(remoteSection(name)) ?? new Map<string, ConfigSetting>();
    this.#sections.delete(remoteSection(name));
    this.#sections.set(remoteSection(to), settings);
  }

  /** In DVC's order: named sections come last, empty ones of the others are left out, paths are spelled from the file's folder. */
  finish(folder: string): ConfigText {
    const kinds = ['remote', 'machine', 'db'];
    const kindOf = (section: string): number => kinds.indexOf(/^\s*(?<kind>remote|machine|db)\s*"/.exec(section)?.groups?.['kind'] ?? '');
    const kept = [...this.#sections].filter(([name, settings]) => kindOf(name) >= 0 || settings.size > 0);
    const ordered = kept.toSorted(([a], [b]) => kindOf(a) - kindOf(b));
    return new Map(ordered.map(([name, settings]) => [name, new Map([...settings].map((entry) => spell(folder, name, entry)))]));
  }
}

const pathKeys: ReadonlySet<string> = new Set(
  'url gdrive_user_credentials_file gdrive_service_account_json_file_path credentialpath configpath keyfile cert_path key_path'.split(' '),
);

/** Whether a setting holds a path, which counts from the folder of its file. */
export function isPathSetting(section: string, key: string): boolean {
  return section.startsWith('remote ') ? pathKeys.has(key) : section === 'cache' && key === 'dir';
}

function spell(folder: string, section: string, [key, setting]: readonly [string, ConfigSetting]): [string, ConfigSetting] {
  const { value } = setting;
  return [key, isPathSetting(section, key) && typeof value === 'string' ? { ...setting, value: respell(value, folder, folder) } : setting];
}

/** A path or url as given in `from`, spelled from the configuration's folder; both folders are absolute. */
export function respell(value: string, from: string, folder: string): string {
  return isFixedPath(value) ? value : relativeTo(folder.slice(1), joinFromRoot(from, value).slice(1));
}

/** A url, an absolute path, or one from the home folder: none that counts from where it is written. */
function isFixedPath(value: string): boolean {
  return /^(?:\w+:\/\/|\/|~(?:\/|$))/.test(value);
}

/** What a path of a file in `folder` leads to; a url stays. */
export function resolveSetting(value: string, folder: string, home: string): string {
  if (value === '~' || value.startsWith('~/')) {
    return `${home}${value.slice(1)}`;
  }
  return isFixedPath(value) ? value : joinFromRoot(folder, value);
}
