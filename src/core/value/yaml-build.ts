import { isAlias, isScalar, isSeq, type Alias, type Pair, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { SightlineError, type Place } from '../errors.ts';
import { plainScalarKind, readFloat, readInt, readPlainScalar } from './plain-scalar.ts';
import { reprFloat } from './repr-float.ts';
import { TypedKeyMap, type TypedKey } from './typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';

/** Deeper nesting is refused, since everything that walks a value does it by recursion. */
const deepest = 200;
/** Nodes, counting each alias as a copy: the size of what walks the value. */
const mostNodes = 2_000_000;

/** Turns parsed YAML into a value. An alias answers the same object as its anchor, as in Python. */
export function buildYamlValue(root: ParsedNode, at: (offset: number) => Place): Value {
  return new Builder(at).node(root, 0);
}

type Node = ParsedNode | null;
type MapPair = Pair<ParsedNode, ParsedNode | null>;

class Builder {
  readonly #at: (offset: number) => Place;
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #done = new Map<ParsedNode, Value>();
  readonly #sizes = new Map<Value, number>();

  constructor(at: (offset: number) => Place) {
    this.#at = at;
  }

  node(node: Node, depth: number): Value {
    if (node === null) {
      return null;
    }
    if (depth > deepest) {
      this.#fail(node, `nested more than ${deepest} levels deep`);
    }
    if (isAlias(node)) {
      return this.#alias(node);
    }
    if (node.anchor !== undefined) {
      this.#anchors.set(node.anchor, node);
    }
    const value = this.#content(node, depth);
    this.#done.set(node, value);
    return value;
  }

  #content(node: ParsedNode, depth: number): Value {
    if (isScalar(node)) {
      return this.#scalar(node);
    }
    if (isSeq(node)) {
      this.#checkTag(node, '!!seq', 'tag:yaml.org,2002:seq');
      const items = node.items.map((item) => this.node(item as Node, depth + 1));
      this.#count(node, items, items);
      return items;
    }
    this.#checkTag(node, '!!map', 'tag:yaml.org,2002:map');
    const map = this.#mapping(node as YAMLMap.Parsed, depth);
    this.#count(node, map, [...map.values()]);
    return map;
  }

  #alias(alias: Alias.Parsed): Value {
    const target = this.#anchors.get(alias.source);
    const value = target === undefined ? undefined : this.#done.get(target);
    return value === undefined ? this.#fail(alias, `*${alias.source} stands for nothing before it, or for itself`) : value;
  }

  #mapping(node: YAMLMap.Parsed, depth: number): ValueMap {
    const pairs = node.items as readonly MapPair[];
    const merges = pairs.filter((pair) => isMergeKey(pair));
    if (merges.length > 1) {
      this.#fail(merges[1]?.key ?? node, 'a second merge key <<');
    }
    const entries = new Entries();
    for (const pair of pairs) {
      // In the order of the text, so that an alias finds an anchor before it.
      if (isMergeKey(pair)) {
        this.#merged(pair, depth).forEach((source) => entries.merge(source));
        continue;
      }
      const key = this.#key(pair.key);
      // DVC's reader doesn't check mappings that have a merge key.
      if (merges.length === 0 && entries.has(key)) {
        this.#fail(pair.key, `the key '${keyText(key)}' is there twice`);
      }
      entries.set(key, this.node(pair.value, depth + 1));
    }
    return entries.map();
  }

  #key(node: Node): TypedKey | string {
    const key = this.node(node, 0);
    return isMap(key) || isList(key) ? this.#fail(node, 'a key must be text, a number, true, false or null') : key;
  }

  /** The mappings under `<<`, the one that wins last. */
  #merged(pair: MapPair, depth: number): readonly ValueMap[] {
    const value = this.node(pair.value, depth + 1);
    const sources = isList(value) ? value.toReversed() : [value];
    return sources.map((source) => (isMap(source) ? source : this.#fail(pair.value, '<< needs a mapping or a list of mappings')));
  }

  #scalar(node: Scalar.Parsed): Value {
    const text = String(node.value);
    const value = readTagged(node.tag, node.type === 'PLAIN', text);
    return value === undefined ? this.#fail(node, `'${text.slice(0, 80)}' doesn't fit its tag ${node.tag ?? ''}`) : value;
  }

  #checkTag(node: ParsedNode, ...allowed: readonly string[]): void {
    if (node.tag !== undefined && !allowed.includes(node.tag)) {
      this.#fail(node, `the tag ${node.tag} isn't supported`);
    }
  }

  #count(node: ParsedNode, value: Value, items: readonly Value[]): void {
    const size = items.reduce<number>((sum, item) => sum + (this.#sizes.get(item) ?? 1), 1);
    if (size > mostNodes) {
      this.#fail(node, `more than ${mostNodes} values, counting what aliases repeat`);
    }
    this.#sizes.set(value, size);
  }

  #fail(node: Node, what: string): never {
    throw new SightlineError('yaml-syntax', what, { place: this.#at(node?.range[0] ?? 0) });
  }
}

/** Entries of one mapping: what `<<` brings first, then the mapping's own, which win. */
class Entries {
  readonly #merged: (readonly [string, TypedKey | undefined, Value])[] = [];
  readonly #own = new Map<string, readonly [TypedKey | undefined, Value]>();

  has(key: TypedKey | string): boolean {
    return this.#own.has(keyText(key));
  }

  set(key: TypedKey | string, value: Value): void {
    this.#own.set(keyText(key), [typeof key === 'string' ? undefined : key, value]);
  }

  merge(source: ValueMap): void {
    const typed = source instanceof TypedKeyMap ? source.typedKeys : new Map<string, TypedKey>();
    for (const [key, value] of source) {
      this.#merged.push([key, typed.get(key), value]);
    }
  }

  map(): ValueMap {
    const entries = [...this.#merged, ...[...this.#own].map(([key, [typed, value]]) => [key, typed, value] as const)];
    const map = entries.some(([, typed]) => typed !== undefined) ? new TypedKeyMap() : new Map<string, Value>();
    for (const [key, typed, value] of entries) {
      map.set(key, value);
      if (typed !== undefined && map instanceof TypedKeyMap) {
        map.typedKeys.set(key, typed);
      }
    }
    return map;
  }
}

function isMergeKey(pair: MapPair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.tag === undefined && pair.key.value === '<<';
}

/** Undefined where the text isn't what the tag says. */
function readTagged(tag: string | undefined, plain: boolean, text: string): TypedKey | string | undefined {
  switch (tag?.replace('tag:yaml.org,2002:', '!!')) {
    case undefined:
      return plain ? readPlainScalar(text) : text;
    case '!':
      return readPlainScalar(text);
    case '!!str':
      return text;
    case '!!int':
      return readInt(text);
    case '!!float':
      return readFloat(text);
    case '!!bool':
      return plainScalarKind(text) === 'bool' ? text.toLowerCase() === 'true' : undefined;
    case '!!null':
      return null;
    default:
      return undefined;
  }
}

function keyText(key: TypedKey | string): string {
  return typeof key === 'number' ? reprFloat(key) : String(key);
}
