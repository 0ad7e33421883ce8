import { plainScalarKind } from './plain-scalar.ts';
import { reprFloat } from './repr-float.ts';
import { TypedKeyMap, type TypedKey } from './typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';
import { nameShared, type SharedNames } from './yaml-anchors.ts';
import { YamlOutput } from './yaml-output.ts';
import { analyzeScalar, type ScalarStyle } from './yaml-scalar-analysis.ts';
import { writeDoubleQuoted, writePlain, writeSingleQuoted, type ScalarPlace } from './yaml-scalar-writer.ts';

/** Longer keys are written as `? key`; the limit counts the five characters of the tag that isn't written. */
const longestKey = 128 - '!!str'.length;

/** What a node stands in. */
type Context = 'root' | 'sequence' | 'mapping';

/**
 * The bytes that DVC writes for the value in dvc.lock, .dvc and run-cache files: block style, list
 * items under their key without indentation, folded at 80 columns. As in DVC's files, a list or
 * mapping (the same object) that occurs twice is written once with an anchor, then as an alias.
 */
export function writeYaml(value: Value): string {
  const writer = new Writer(nameShared(value));
  writer.node(value, 'root', undefined);
  return writer.finish();
}

class Writer {
  readonly #output = new YamlOutput();
  readonly #names: SharedNames;
  readonly #written = new Set<Value>();

  constructor(names: SharedNames) {
    this.#names = names;
  }

  finish(): string {
    const { openEnded } = this.#output;
    this.#output.indent(0);
    if (openEnded) {
      this.#output.indicator('...', { space: true });
      this.#output.indent(0);
    }
    return this.#output.text();
  }

  /** `indent` is the column of the collection around the node, undefined for the whole document. */
  node(value: Value, context: Context, indent: number | undefined): void {
    const name = this.#names.get(value);
    if (name !== undefined) {
      if (this.#written.has(value)) {
        this.#output.indicator(`*${name}`, { space: true });
        return;
      }
      this.#written.add(value);
      this.#output.indicator(`&${name}`, { space: true });
    }
    if (isMap(value)) {
      this.#mapping(value, indent);
    } else if (isList(value)) {
      this.#sequence(value, context, indent);
    } else {
      this.#scalar(value, context, indent);
    }
  }

  #mapping(map: ValueMap, outer: number | undefined): void {
    if (map.size === 0) {
      this.#output.indicator('{', { space: true });
      this.#endEmpty('}');
      return;
    }
    const indent = outer === undefined ? 0 : outer + 2;
    for (const [key, item] of map) {
      this.#output.indent(indent);
      const typed = map instanceof TypedKeyMap ? map.typedKeys.get(key) : undefined;
      this.#key(typed === undefined ? key : typed, indent);
      this.node(item, 'mapping', indent);
    }
  }

  #key(key: TypedKey | string, indent: number): void {
    const characters = [...scalarText(key)];
    const { multiline } = analyzeScalar(characters);
    if (characters.length < longestKey && !multiline) {
      this.#write(key, { indent: indent + 2, split: false, root: false });
      this.#output.indicator(':', { space: false });
      return;
    }
    this.#output.indicator('?', { space: true, indention: true });
    this.#write(key, { indent: indent + 2, split: true, root: false });
    this.#output.indent(indent);
    this.#output.indicator(':', { space: true, indention: true });
  }

  #sequence(list: readonly Value[], context: Context, outer: number | undefined): void {
    if (list.length === 0) {
      this.#output.indicator('[', { space: true });
      this.#endEmpty(']');
      return;
    }
    const belowKey = context === 'mapping' && !this.#output.indention;
    const indent = outer === undefined ? 0 : belowKey ? outer : outer + 2;
    for (const item of list) {
      this.#output.indent(indent);
      this.#output.indicator('-', { space: true, indention: true });
      this.node(item, 'sequence', indent);
    }
  }

  #endEmpty(bracket: string): void {
    this.#output.indicator(bracket, { space: false });
    this.#output.lineBreak();
  }

  #scalar(value: TypedKey | string, context: Context, outer: number | undefined): void {
    const indent = outer === undefined ? 0 : outer + 2;
    if (context === 'sequence') {
      this.#output.indent(indent);
    }
    // Only a document that is nothing but null says so; elsewhere null is left empty.
    if (value !== null || context === 'root') {
      this.#write(value, { indent, split: true, root: context === 'root' });
    }
  }

  #write(value: TypedKey | string, place: ScalarPlace): void {
    const characters = [...scalarText(value)];
    switch (styleOf(value, characters, !place.split)) {
      case 'plain':
        return writePlain(this.#output, characters, place);
      case 'single':
        return writeSingleQuoted(this.#output, characters, place);
      case 'double':
        return writeDoubleQuoted(this.#output, characters, place);
    }
  }
}

function styleOf(value: TypedKey | string, characters: readonly string[], isKey: boolean): ScalarStyle {
  if (typeof value !== 'string') {
    return 'plain';
  }
  const analysis = analyzeScalar(characters);
  if (analysis.plain && plainScalarKind(value) === 'string' && !(isKey && (analysis.empty || analysis.multiline))) {
    return 'plain';
  }
  if (value.includes("'") || value.includes('\n')) {
    return 'double';
  }
  return analysis.singleQuoted && !(isKey && analysis.multiline) ? 'single' : 'double';
}

function scalarText(value: TypedKey | string): string {
  if (typeof value !== 'number') {
    return String(value);
  }
  return Number.isFinite(value) ? reprFloat(value) : reprFloat(value).replace(/^(-?)(inf|nan)$/, '$1.$2');
}
