import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { readSpec, specFile } from '../core/spec/read-spec.ts';
import type { Spec } from '../core/spec/spec.ts';

/** The spec of a workspace or commit. Throws `no-spec` when there is none, `invalid-spec` and `yaml-syntax` with the place. */
export async function loadSpec(files: Tree): Promise<Spec> {
  const text = await files.readText(specFile);
  if (text === undefined) {
    throw new SightlineError('no-spec', `there is no ${specFile} in ${files.name}`, { place: { file: specFile } });
  }
  return readSpec(text);
}
