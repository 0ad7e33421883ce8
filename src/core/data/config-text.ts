import { SightlineError } from '../errors.ts';

/** A value of a configuration file: values with bare commas are lists. */
export type ConfigValue = string | readonly string[];

/** A setting, and the line that it is on; none when it is new. */
export interface ConfigSetting {
  readonly value: ConfigValue;
  readonly line?: number;
}

/** The sections of one configuration file with their settings, in the order of the file. Keys are in lower case. */
export type ConfigText = ReadonlyMap<string, ReadonlyMap<string, ConfigSetting>>;

const sectionLine = /^\[\s*(?:'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<plain>[^'"\]\s[][^\]]*?))\s*\]\s*(?:#.*)?$/;
const settingLine = /^(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<plain>[^'"=][^=]*?))\s*=\s*(?<value>.*)$/;
const reference = /%\([^)]*\)s/;

const maxLineLength = 10_000;

/** Reads the dialect of INI that DVC's configuration is written in. Throws `invalid-config` with the line. */
export function parseConfigText(text: string, file: string): ConfigText {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const sections = new Map<string, Map<string, ConfigSetting>>();
  let current: Map<string, ConfigSetting> | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    const number = at + 1;
    const fail = (what: string): never => {
      throw new SightlineError('invalid-config', what, { place: { file, line: number } });
    };
    if (line.length > maxLineLength) {
      return fail(`a line may have ${maxLineLength} characters at most`);
    }
    const section = sectionLine.exec(line)?.groups;
    const setting = settingLine.exec(line)?.groups;
    if (line === '' || line.startsWith('#')) {
      continue;
    } else if (section !== undefined) {
      current = addOnce(sections, nameOf(section), new Map(), fail);
    } else if (setting !== undefined && current !== undefined) {
      const { value, last } = readValue(setting['value'] ?? '', lines, at, fail);
      addOnce(current, nameOf(setting), { value, line: number }, fail);
      at = last;
    } else {
      return fail('this line is neither a [section] nor a setting of one');
    }
  }
  return sections;
}

type Fail = (what: string) => never;

function nameOf(groups: Readonly<Record<string, string | undefined>>): string {
  return (groups['single'] ?? groups['double'] ?? groups['plain'] ?? '').toLowerCase();
}

function addOnce<Value>(into: Map<string, Value>, name: string, value: Value, fail: Fail): Value {
  if (into.has(name)) {
    fail(`'${name}' is there twice`);
  }
  into.set(name, value);
  return value;
}

/** The value that starts on a line, and the line that it ends on. */
function readValue(raw: string, lines: readonly string[], at: number, fail: Fail): { value: ConfigValue; last: number } {
  const quote = ['"""', "'''"].find((candidate) => raw.startsWith(candidate));
  const isOneLine = quote === undefined || raw.includes(quote, quote.length);
  const last = isOneLine ? at : lines.findIndex((line, index) => index > at && line.includes(quote));
  const value = quote === undefined ? parseValue(raw, fail) : readTriple([raw, ...lines.slice(at + 1, last + 1)].join('\n'), quote, fail);
  if ([value].flat().some((part) => reference.test(part))) {
    return fail('the value refers to another setting with %(...)s, which is not supported');
  }
  return { value, last };
}

function readTriple(text: string, quote: string, fail: Fail): string {
  for (let end = text.indexOf(quote, quote.length); end !== -1; end = text.indexOf(quote, end + 1)) {
    if (/^\s*(?:#.*)?$/.test(text.slice(end + quote.length))) {
      return text.slice(quote.length, end);
    }
  }
  return fail(`a value that starts with ${quote} must end with it`);
}

const nextPart =
  /\s*(?:"(?<double>.*?)"(?=\s*(?:[,#]|$))|'(?<single>.*?)'(?=\s*(?:[,#]|$))|(?<plain>[^'",#\s][^,#]*)|)\s*(?<end>,|#.*$|$)/y;

function parseValue(raw: string, fail: Fail): ConfigValue {
  const parts: string[] = [];
  let hasComma = false;
  nextPart.lastIndex = 0;
  for (;;) {
    const groups = nextPart.exec(raw)?.groups;
    if (groups === undefined) {
      return fail('a value must be closed by the quote that it starts with');
    }
    const item = groups['double'] ?? groups['single'] ?? groups['plain']?.trimEnd();
    const isLast = groups['end'] !== ',';
    if (item !== undefined) {
      parts.push(item);
    } else if (!isLast && raw.trim() !== ',') {
      return fail('a list has an empty item');
    }
    if (isLast) {
      return hasComma ? parts : (parts[0] ?? '');
    }
    hasComma = true;
  }
}

/** The bytes that DVC writes: sections and settings alone, without comments. Throws `invalid-config` for what can't be quoted. */
export function writeConfigText(config: ConfigText): string {
  const lines = [...config].flatMap(([section, settings]) => [
    `[${quoteWord(section)}]`,
    ...[...settings].map(([key, { value }]) => `    ${quoteWord(key)} = ${quoteValue(value)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function quoteValue(value: ConfigValue): string {
  if (typeof value !== 'string') {
    return value.length < 2 ? `${value.map(quoteWord).join('')},` : value.map(quoteWord).join(', ');
  }
  const needsTriple = value.includes('\n') || (value.includes('"') && value.includes("'"));
  if (!needsTriple) {
    return quoteWord(value);
  }
  const quote = ["'''", '"""'].find((candidate) => !value.includes(candidate));
  return quote === undefined ? refuse(value) : `${quote}${value}${quote}`;
}

const needsQuotes = /^[ \r\n\v\t'"]|[ \r\n\v\t'"]$|[,#]/;

function quoteWord(value: string): string {
  if (value.includes('\n') || (value.includes('"') && value.includes("'") && needsQuotes.test(value))) {
    return refuse(value);
  }
  if (value !== '' && !needsQuotes.test(value)) {
    return value;
  }
  const quote = value.includes('"') ? "'" : '"';
  return `${quote}${value}${quote}`;
}

function refuse(value: string): never {
  throw new SightlineError('invalid-config', `a value of ${value.length} characters can't be quoted`, {
    hint: 'Leave out line ends, or one of the two kinds of quotes.',
  });
}
