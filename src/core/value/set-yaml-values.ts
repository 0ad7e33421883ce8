import { isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import { SightlineError } from '../errors.ts';

/** A value that a parameter can be given. */
export type NewValue = number | boolean | string | readonly number[];

/**
 * The text of a YAML file with other values at dotted names; everything else stays as it is written. Throws
 * `invalid-parameter-file` for a text that is no YAML, and `missing-parameter` for a name that has no value or list of its own.
 */
export function setYamlValues(text: string, file: string, values: ReadonlyMap<string, NewValue>): string {
  const document = parseDocument(text, { version: '1.2', logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new SightlineError('invalid-parameter-file', error.message, { place: { file } });
  }
  const edits = [...values].map(([name, value]) => {
    const path = name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const found: unknown = document.getIn(path, true);
    const node = isPair(found) ? found.value : found;
    if (!isNode(node) || !(isScalar(node) || isSeq(node)) || !node.range) {
      throw new SightlineError('missing-parameter', `${file} has no parameter '${name}' of its own`, {
        place: { file },
        hint: 'Name a parameter as the file has it, with dots between its parts.',
      });
    }
    const [start, end] = node.range;
    return { start, end: start + text.slice(start, end).trimEnd().length, value: written(value) };
  });
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, value }) => `${rest.slice(0, start)}${value}${rest.slice(end)}`, text);
}

/** JSON is YAML. */
function written(value: NewValue): string {
  return typeof value === 'object' ? `[${value.join(', ')}]` : JSON.stringify(value);
}
