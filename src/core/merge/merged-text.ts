import type { Value, ValueMap } from '../value/value.ts';
import { writeYaml } from '../value/write-yaml.ts';

/** A part of a file that both branches changed, for a person to decide; undefined where one removed it. */
export class Disputed {
  readonly ours: Value | undefined;
  readonly theirs: Value | undefined;

  constructor(ours: Value | undefined, theirs: Value | undefined) {
    this.ours = ours;
    this.theirs = theirs;
  }
}

/** A part as it was decided, or in dispute. */
export type Part = Value | Disputed;

/** The stages or outputs of a file, which are decided one by one. */
export class Parts {
  readonly kind: 'mapping' | 'list';
  /** Names mean nothing in a list. */
  readonly items: ReadonlyMap<string, Part>;

  constructor(kind: 'mapping' | 'list', items: ReadonlyMap<string, Part>) {
    this.kind = kind;
    this.items = items;
  }
}

/** A file of DVC's as it was merged. */
export type MergedFile = ReadonlyMap<string, Part | Parts>;

/** The text that DVC would write; where the branches disagree, git's markers around that stage or output alone. */
export function writeMergedFile(file: MergedFile, markerSize: number): string {
  return isDecided(file) ? writeYaml(takeSide(file, 'ours')) : [...file].map(([key, part]) => writeKey(key, part, markerSize)).join('');
}

/** Two texts between git's markers. */
export function markConflict(ours: string, theirs: string, markerSize: number): string {
  const marker = (sign: string): string => sign.repeat(markerSize);
  return `${marker('<')} ours\n${ours}${marker('=')}\n${theirs}${marker('>')} theirs\n`;
}

/** What one branch would make of the file. */
export function takeSide(file: MergedFile, side: 'ours' | 'theirs'): ValueMap {
  const values = new Map<string, Value>();
  for (const [key, part] of file) {
    const value = part instanceof Parts ? collect(part.kind, pickAll(part.items, side)) : pick(part, side);
    if (value !== undefined) {
      values.set(key, value);
    }
  }
  return values;
}

function pickAll(items: ReadonlyMap<string, Part>, side: 'ours' | 'theirs'): ValueMap {
  const picked = [...items].map(([name, part]) => [name, pick(part, side)] as const);
  return new Map(picked.flatMap(([name, value]): [string, Value][] => (value === undefined ? [] : [[name, value]])));
}

function pick(part: Part, side: 'ours' | 'theirs'): Value | undefined {
  return part instanceof Disputed ? part[side] : part;
}

function collect(kind: Parts['kind'], values: ValueMap): Value {
  return kind === 'mapping' ? values : [...values.values()];
}

function isDecided(file: MergedFile): boolean {
  return [...file.values()].every((part) =>
    part instanceof Parts ? [...part.items.values()].every((item) => !(item instanceof Disputed)) : !(part instanceof Disputed),
  );
}

function writeKey(key: string, part: Part | Parts, markerSize: number): string {
  if (!(part instanceof Parts)) {
    return writePart(part, markerSize, (value) => writeYaml(new Map([[key, value]])));
  }
  const items = [...part.items].map(([name, item]) =>
    writePart(item, markerSize, (value) => belowKey(writeYaml(new Map([[key, collect(part.kind, new Map([[name, value]]))]])))),
  );
  return `${key}:\n${items.join('')}`;
}

function belowKey(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

function writePart(part: Part, markerSize: number, write: (value: Value) => string): string {
  const text = (value: Value | undefined): string => (value === undefined ? '' : write(value));
  return part instanceof Disputed ? markConflict(text(part.ours), text(part.theirs), markerSize) : write(part);
}
