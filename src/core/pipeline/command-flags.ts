import { formatPython, strPython } from '../value/python-text.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';

/** How a mapping becomes command-line flags: `[parsing]` of `.dvc/config`. */
export interface FlagStyle {
  /** `store_true` leaves false flags out, `boolean_optional` writes them `--no-x`. */
  readonly bool: 'store_true' | 'boolean_optional';
  /** `nargs` writes `--x 1 2`, `append` writes `--x 1 --x 2`. */
  readonly list: 'nargs' | 'append';
}

/** What DVC does without configuration. */
export const defaultFlagStyle: FlagStyle = { bool: 'store_true', list: 'nargs' };

/** A mapping as command-line flags: `--lr 0.1 --name 'a b' --layer.size 3`. Undefined for a list that holds lists or mappings. */
export function formatFlags(map: ValueMap, style: FlagStyle): string | undefined {
  const flags: string[] = [];
  for (const [name, value] of flatten(map, '')) {
    if (typeof value === 'boolean') {
      flags.push(...(value ? [`--${name}`] : style.bool === 'boolean_optional' ? [`--no-${name}`] : []));
    } else if (isList(value)) {
      if (value.some((item) => isList(item) || isMap(item))) {
        return undefined;
      }
      flags.push(...formatList(name, value, style));
    } else {
      flags.push(`--${name} ${quoteOrFormat(value)}`);
    }
  }
  return flags.join(' ').trimEnd();
}

function formatList(name: string, items: readonly Value[], style: FlagStyle): string[] {
  const texts = items.map(quoteOrFormat);
  if (texts.length === 0) {
    return [];
  }
  return style.list === 'append' ? texts.map((item) => `--${name} ${item}`) : [`--${name} ${texts.join(' ')}`];
}

/** Items of a list print as Python prints them, so `True` in capitals here. */
function quoteOrFormat(value: Value): string {
  return typeof value === 'string' ? quoteForShell(value) : strPython(value);
}

function* flatten(map: ValueMap, prefix: string): Generator<[string, Value]> {
  for (const [key, value] of map) {
    if (isMap(value)) {
      yield* flatten(value, `${prefix}${key}.`);
    } else {
      yield [`${prefix}${key}`, value];
    }
  }
}

/** One word of a POSIX shell: as it is when nothing in it means anything to the shell, else in single quotes. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** Text that replaces `${...}` within other text; undefined when a mapping can't be written as flags. */
export function formatInText(value: Value, style: FlagStyle): string | undefined {
  return isMap(value) ? formatFlags(value, style) : formatPython(value);
}
