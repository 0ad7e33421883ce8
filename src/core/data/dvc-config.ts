import { SightlineError } from '../errors.ts';

/** Settings of `.dvc/config` and its kin, by section and key in lower case; later files win. */
export type DvcConfig = ReadonlyMap<string, ReadonlyMap<string, string>>;

const sectionLine = /^\[\s*(?:'(?<quoted>[^']*)'|(?<plain>[^\]]*?))\s*\]\s*(?:[#;].*)?$/;
const settingLine = /^(?<key>[^=:]+?)\s*=\s*(?<value>.*)$/;

/** Reads one file's INI text. Throws `invalid-config` with the line. */
export function parseDvcConfig(text: string, file: string): DvcConfig {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  text.split(/\r\n|\n/).forEach((raw, at) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) {
      return;
    }
    const section = sectionLine.exec(line)?.groups;
    const setting = settingLine.exec(line)?.groups;
    if (section !== undefined) {
      const name = section['quoted'] ?? section['plain'] ?? '';
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
    } else if (setting !== undefined && current !== undefined) {
      current.set((setting['key'] ?? '').toLowerCase(), unquote(setting['value'] ?? ''));
    } else {
      throw new SightlineError('invalid-config', `'${line}' is neither a [section] nor a setting of one`, {
        place: { file, line: at + 1 },
      });
    }
  });
  return sections;
}

/** Settings of several files, from the weakest to the strongest. */
export function mergeDvcConfigs(configs: readonly DvcConfig[]): DvcConfig {
  const merged = new Map<string, Map<string, string>>();
  for (const config of configs) {
    for (const [section, settings] of config) {
      merged.set(section, new Map([...(merged.get(section) ?? []), ...settings]));
    }
  }
  return merged;
}

function unquote(value: string): string {
  const trimmed = value.trim();
  const quote = trimmed[0];
  return (quote === '"' || quote === "'") && trimmed.length > 1 && trimmed.endsWith(quote) ? trimmed.slice(1, -1) : trimmed;
}
