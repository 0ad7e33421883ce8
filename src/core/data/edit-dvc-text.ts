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

const setting = /^(?<before>[\s-]*)(?<key>\w+):(?:\s+(?<value>[^\s#][^#]*?))?(?<after>\s+#.*)?$/;

function editItem(lines: readonly string[], item: Item | undefined, out: Value): string[] {
  if (item === undefined || !isMap(out)) {
    return [...lines];
  }
  const left = new Map(out);
  const kept = lines.slice(item.start, item.end).map((line) => {
    const groups = setting.exec(line)?.groups;
    const key = groups?.['key'] ?? '';
    const value = left.get(key);
    if (groups === undefined || groups['before']?.length !== item.indent || value === undefined) {
      return line;
    }
    left.delete(key);
    return isMap(value) || isList(value) ? line : `${groups['before']}${key}: ${scalarText(value)}${groups['after'] ?? ''}`;
  });
  const added = [...left].flatMap(([key, value]) =>
    isMap(value) || isList(value) ? [] : [`${' '.repeat(item.indent)}${key}: ${scalarText(value)}`],
  );
  return [...lines.slice(0, item.start), ...kept, ...added, ...lines.slice(item.end)];
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
