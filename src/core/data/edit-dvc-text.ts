import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { readYaml } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';

/**
 * The text of a changed `.dvc` file. One without comments is written anew; in one with comments only the
 * lines of changed values are touched, as DVC does it, unless its form is so odd that this can't be done safely.
 */
export function editDvcText(text: string, changed: ValueMap, path: string): string {
  if (!/(?:^|\s)#/m.test(text)) {
    return writeYaml(changed);
  }
  const outs = changed.get('outs');
  const lines = text.split('\n');
  const items = findItems(lines);
  const edited =
    isList(outs) && outs.length === items.length
      ? [...outs.entries()].reduceRight((rest, [at, out]) => editItem(rest, items[at], out), lines)
      : lines;
  const result = edited.join('\n');
  return isSame(result, changed, path) ? result : writeYaml(changed);
}

interface Item {
  readonly start: number;
  readonly end: number;
  /** Columns before the keys of the item. */
  readonly indent: number;
}

/** The entries of the list under `outs`. */
function findItems(lines: readonly string[]): readonly Item[] {
  const head = lines.findIndex((line) => /^outs:\s*(?:#.*)?$/.test(line));
  const items: Item[] = [];
  for (let at = head === -1 ? lines.length : head + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const bullet = /^(?<before>\s*-\s+)\S/.exec(line)?.groups?.['before'];
    if (bullet !== undefined && (items[0] === undefined || bullet.length === items[0].indent)) {
      items.push({ start: at, end: at + 1, indent: bullet.length });
    } else if (/^\S/.test(line) && !line.startsWith('#')) {
      break;
    } else if (/\S/.test(line) && !/^\s*#/.test(line)) {
      const last = items.pop();
      if (last !== undefined) {
        items.push({ ...last, end: at + 1 });
      }
    }
  }
  return items;
}

const setting = /^(?<before>\s*)(?<key>\w+):(?:\s+(?<value>[^\s#][^#]*?))?(?<after>\s+#.*)?$/;

function editItem(lines: readonly string[], item: Item | undefined, out: Value): string[] {
  if (item === undefined || !isMap(out)) {
    return [...lines];
  }
  const [first = '', ...rest] = lines.slice(item.start, item.end);
  const bullet = first.indexOf('-');
  const left = new Map(out);
  const kept = entriesOf([first.replace('-', ' '), ...rest], item.indent).flatMap(({ key, text }) => {
    const value = left.get(key);
    left.delete(key);
    return value === undefined ? text.slice(1).filter((line) => /^\s*#/.test(line)) : editEntry(text, key, value, item.indent);
  });
  const edited = [...kept, ...[...left].flatMap(([key, value]) => block(key, value, item.indent))];
  const at = edited.findIndex((line) => !/^\s*#/.test(line));
  const bulleted = edited.map((line, index) => (index === at ? `${line.slice(0, bullet)}-${line.slice(bullet + 1)}` : line));
  return [...lines.slice(0, item.start), ...bulleted, ...lines.slice(item.end)];
}

interface Entry {
  readonly key: string;
  /** The line of the key, and those up to the next one. */
  readonly text: readonly string[];
}

function entriesOf(lines: readonly string[], indent: number): readonly Entry[] {
  const entries: { key: string; text: string[] }[] = [];
  for (const line of lines) {
    const groups = setting.exec(line)?.groups;
    const last = entries.at(-1);
    if (groups?.['key'] !== undefined && groups['before']?.length === indent) {
      entries.push({ key: groups['key'], text: [line] });
    } else if (last !== undefined) {
      last.text.push(line);
    }
  }
  return entries;
}

function editEntry(text: readonly string[], key: string, value: Value, indent: number): readonly string[] {
  const [line = '', ...rest] = text;
  if (!isMap(value) && !isList(value)) {
    return [`${' '.repeat(indent)}${key}: ${scalarText(value)}${setting.exec(line)?.groups?.['after'] ?? ''}`, ...rest];
  }
  return isSame(text.map((part) => part.slice(indent)).join('\n'), new Map([[key, value]]), key) ? text : block(key, value, indent);
}

function block(key: string, value: Value, indent: number): readonly string[] {
  const lines = writeYaml(new Map([[key, value]]))
    .trimEnd()
    .split('\n');
  return lines.map((line) => `${' '.repeat(indent)}${line}`);
}

function scalarText(value: Value): string {
  return writeYaml(new Map([['k', value]]))
    .slice('k: '.length)
    .trimEnd();
}

function isSame(text: string, wanted: ValueMap, path: string): boolean {
  try {
    return writeYaml(readYaml(text, path)) === writeYaml(wanted);
  } catch {
    return false; // the edit went wrong, so the file is written anew
  }
}
