import { readHashInfo } from '../core/data/hash-fields.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { isList, isMap } from '../core/value/value.ts';
import { SightlineError } from '../core/errors.ts';

/** The md5 of what a run in the run cache made; nothing for an entry that can't be read, since no run is restored from it. */
export function rememberedOutputs(text: string): readonly string[] {
  try {
    const value = readYaml(text, 'runs');
    const outs = isMap(value) ? value.get('outs') : undefined;
    return isList(outs) ? outs.flatMap((out) => (isMap(out) ? (readHashInfo(out, fail)?.md5 ?? []) : [])) : [];
  } catch (error) {
    if (error instanceof SightlineError) {
      return [];
    }
    throw error;
  }
}

function fail(what: string): never {
  throw new SightlineError('invalid-lock-file', what);
}
