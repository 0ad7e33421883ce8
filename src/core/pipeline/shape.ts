import { SightlineError, type ErrorCode } from '../errors.ts';
import { nearestName } from '../value/nearest-name.ts';
import type { YamlSource } from '../value/read-yaml.ts';
import { TypedKeyMap } from '../value/typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';

/**
 * What a value in a YAML file may look like. Written by hand rather than with a schema library, since the
 * pipeline is read by every command and loading such a library costs more than reading the pipeline.
 */
export type Shape =
  | { readonly kind: 'anything' | 'text' | 'yes-no' | 'list' | 'mapping' | 'nothing' }
  | { readonly kind: 'list-of'; readonly items: Shape }
  | { readonly kind: 'mapping-of'; readonly values: Shape }
  | { readonly kind: 'record'; readonly keys: Readonly<Record<string, Shape>>; readonly required?: readonly string[] }
  | { readonly kind: 'either'; readonly options: readonly Shape[] }
  | { readonly kind: 'chosen'; readonly choose: (value: Value) => Shape };

/** Where a value stands: keys and list indices from the top of the file. */
export type ValuePath = readonly (string | number)[];

/** Throws an error of the code at the place of the first thing that doesn't fit, with the nearest known key for an unknown one. */
export function checkShape(source: YamlSource, shape: Shape, code: ErrorCode): void {
  new Checker(source, code).check(source.value, shape, []);
}

class Checker {
  readonly #source: YamlSource;
  readonly #code: ErrorCode;

  constructor(source: YamlSource, code: ErrorCode) {
    this.#source = source;
    this.#code = code;
  }

  check(value: Value, shape: Shape, path: ValuePath): void {
    switch (shape.kind) {
      case 'chosen':
        this.check(value, shape.choose(value), path);
        return;
      case 'either':
        this.#checkEither(value, shape.options, path);
        return;
      case 'record':
        this.#checkRecord(this.#mapping(value, shape, path), shape, path);
        return;
      case 'mapping-of':
        this.#mapping(value, shape, path).forEach((item, key) => this.check(item, shape.values, [...path, key]));
        return;
      case 'list-of':
        this.#require(value, shape, path);
        (isList(value) ? value : []).forEach((item, index) => this.check(item, shape.items, [...path, index]));
        return;
      default:
        this.#require(value, shape, path);
    }
  }

  #checkEither(value: Value, options: readonly Shape[], path: ValuePath): void {
    const fitting = options.find((option) => fits(value, option));
    if (fitting === undefined) {
      this.#fail(`${nameOf(path)} must be ${options.map(describe).join(' or ')}, not ${describeValue(value)}`, path);
    }
    this.check(value, fitting, path);
  }

  #checkRecord(map: ValueMap, shape: Shape & { readonly kind: 'record' }, path: ValuePath): void {
    for (const [key, value] of map) {
      const known = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (known === undefined) {
        const names = Object.keys(shape.keys);
        const nearest = nearestName(key, names);
        const hint = nearest === undefined ? `The keys known here: ${names.join(', ')}.` : `Did you mean '${nearest}'?`;
        this.#fail(`unknown key '${key}'${path.length === 0 ? '' : ` in '${path.join('.')}'`}`, [...path, key], hint);
      }
      this.check(value, known, [...path, key]);
    }
    const missing = shape.required?.find((key) => !map.has(key));
    if (missing !== undefined) {
      this.#fail(`'${missing}' is missing in '${path.join('.')}'`, path, `Add '${missing}:' there.`);
    }
  }

  #mapping(value: Value, shape: Shape, path: ValuePath): ValueMap {
    if (!isMap(value)) {
      return this.#fail(`${nameOf(path)} must be ${describe(shape)}, not ${describeValue(value)}`, path);
    }
    const typed = value instanceof TypedKeyMap ? [...value.typedKeys.keys()][0] : undefined;
    if (typed !== undefined) {
      this.#fail(`the key ${typed} in ${nameOf(path)} must be text`, [...path, typed], `Put it in quotes: '${typed}'.`);
    }
    return value;
  }

  #require(value: Value, shape: Shape, path: ValuePath): void {
    if (!fits(value, shape)) {
      this.#fail(`${nameOf(path)} must be ${describe(shape)}, not ${describeValue(value)}`, path);
    }
  }

  #fail(message: string, path: ValuePath, hint?: string): never {
    throw new SightlineError(this.#code, message, { place: this.#source.place(path), ...(hint === undefined ? {} : { hint }) });
  }
}

/** Whether the value is of the right kind on the outside; what is inside is checked afterwards. */
function fits(value: Value, shape: Shape): boolean {
  switch (shape.kind) {
    case 'anything':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'yes-no':
      return typeof value === 'boolean';
    case 'nothing':
      return value === null;
    case 'list':
    case 'list-of':
      return isList(value);
    case 'mapping':
    case 'mapping-of':
    case 'record':
      return isMap(value);
    case 'either':
      return shape.options.some((option) => fits(value, option));
    case 'chosen':
      return fits(value, shape.choose(value));
  }
}

function describe(shape: Shape): string {
  switch (shape.kind) {
    case 'anything':
      return 'anything';
    case 'text':
      return 'text';
    case 'yes-no':
      return 'true or false';
    case 'nothing':
      return 'nothing';
    case 'list':
    case 'list-of':
      return 'a list';
    case 'mapping':
    case 'mapping-of':
    case 'record':
      return 'a mapping';
    case 'either':
      return shape.options.map(describe).join(' or ');
    case 'chosen':
      return describe(shape.choose(null));
  }
}

/** The kind of a value, for messages. */
export function describeValue(value: Value): string {
  if (value === null) {
    return 'nothing';
  }
  if (isList(value) || isMap(value)) {
    return isMap(value) ? 'a mapping' : 'a list';
  }
  return typeof value === 'string' ? `the text '${value.slice(0, 60)}'` : String(value);
}

function nameOf(path: ValuePath): string {
  return path.length === 0 ? 'the file' : `'${path.join('.')}'`;
}
