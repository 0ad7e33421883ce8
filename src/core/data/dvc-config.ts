import type { Place } from '../errors.ts';
import { type ConfigText, parseConfigText } from './config-text.ts';

/** Settings of `.dvc/config` and its kin, by section and key in lower case; later files win. */
export type DvcConfig = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The settings of a section, and where each was set. */
class Section extends Map<string, string> {
  readonly places = new Map<string, Place>();
}

/** Where a setting is, or any of its section; undefined when no file has it. */
export function placeOf(config: DvcConfig, section: string, key?: string): Place | undefined {
  const settings = config.get(section);
  if (!(settings instanceof Section)) {
    return undefined;
  }
  return key === undefined ? [...settings.places.values()].at(-1) : settings.places.get(key);
}

/** Reads one file's INI text. Throws `invalid-config` with the line. */
export function parseDvcConfig(text: string, file: string): DvcConfig {
  return toDvcConfig(parseConfigText(text, file), file);
}

/** A file's settings with lists as one text. */
export function toDvcConfig(text: ConfigText, file: string): DvcConfig {
  const config = new Map<string, Section>();
  for (const [name, settings] of text) {
    const section = new Section();
    for (const [key, { value, line }] of settings) {
      section.set(key, typeof value === 'string' ? value : value.join(','));
      section.places.set(key, line === undefined ? { file } : { file, line });
    }
    config.set(name, section);
  }
  return config;
}

/** Settings of several files, from the weakest to the strongest. */
export function mergeDvcConfigs(configs: readonly DvcConfig[]): DvcConfig {
  const merged = new Map<string, Section>();
  for (const config of configs) {
    for (const [name, settings] of config) {
      const section = merged.get(name) ?? new Section();
      merged.set(name, section);
      for (const [key, value] of settings) {
        section.set(key, value);
        const place = placeOf(config, name, key);
        if (place !== undefined) {
          section.places.set(key, place);
        }
      }
    }
  }
  return merged;
}
