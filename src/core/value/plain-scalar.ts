import type { TypedKey } from './typed-key-map.ts';

/** What an unquoted YAML scalar can be; `merge` is `<<`, `value` is `=`, which older YAML gave a meaning. */
export type PlainScalarKind = 'null' | 'bool' | 'float' | 'int' | 'timestamp' | 'merge' | 'value' | 'string';

/** The rules of YAML 1.2 as ruamel.yaml applies them, in its order: `010` is 10, `1_000` is 1000, `0b11` is 3. */
const rules: readonly (readonly [Exclude<PlainScalarKind, 'string'>, RegExp])[] = [
  ['bool', /^(?:true|True|TRUE|false|False|FALSE)$/],
  [
    'float',
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  ['int', /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/],
  ['null', /^(?:~|null|Null|NULL|)$/],
  ['merge', /^<<$/],
  [
    'timestamp',
    /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
  ],
  ['value', /^=$/],
];

/** Which kind of scalar YAML takes unquoted text for. */
export function plainScalarKind(text: string): PlainScalarKind {
  // `_1` isn't tried as a number: ruamel looks at the first character before it tries a rule.
  if (text.startsWith('_')) {
    return 'string';
  }
  return rules.find(([, pattern]) => pattern.test(text))?.[0] ?? 'string';
}

/** The value of unquoted text. Dates stay text: nothing in a pipeline computes with them. Undefined for `0x_` and the like. */
export function readPlainScalar(text: string): TypedKey | string | undefined {
  switch (plainScalarKind(text)) {
    case 'null':
      return null;
    case 'bool':
      return text.toLowerCase() === 'true';
    case 'int':
      return readInt(text);
    case 'float':
      return readFloat(text);
    case 'timestamp':
    case 'merge':
    case 'value':
    case 'string':
      return text;
  }
}

/** An integer of any length: decimal, `0o17`, `0x1F` or `0b11`, with `_` between digits. */
export function readInt(text: string): bigint | undefined {
  const bare = text.replaceAll('_', '');
  const digits = bare.replace(/^[-+]/, '');
  if (!/^(?:[0-9]+|0[box][0-9a-fA-F]+)$/.test(digits)) {
    return undefined;
  }
  const magnitude = BigInt(digits);
  return bare.startsWith('-') ? -magnitude : magnitude;
}

/** A float: `1e-3`, `.5`, `1_0.0`, `.inf`, `-.inf`, `.nan`. */
export function readFloat(text: string): number | undefined {
  const bare = text.replaceAll('_', '').toLowerCase();
  const digits = bare.replace(/^[-+]/, '');
  const sign = bare.startsWith('-') ? -1 : 1;
  if (digits === '.inf') {
    return sign * Infinity;
  }
  if (digits === '.nan') {
    return NaN;
  }
  return digits === '.' || digits === '' ? undefined : sign * Number(digits);
}
