import { SightlineError } from '../core/errors.ts';
import { type LockedStage, parseLockedStage } from '../core/pipeline/lock-file.ts';
import { readYaml } from '../core/value/read-yaml.ts';

/** Reads an entry of the run cache, which is what another process wrote; undefined when it is none. `name` is the stage's. */
export function parseRunEntry(text: string, name: string): LockedStage | undefined {
  try {
    return parseLockedStage(readYaml(text, 'run cache'), name, failEntry);
  } catch (error) {
    if (error instanceof SightlineError) {
      return undefined;
    }
    throw error;
  }
}

function failEntry(what: string): never {
  throw new SightlineError('invalid-lock-file', what);
}
