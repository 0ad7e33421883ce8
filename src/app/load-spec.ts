import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { readSpec, readStorage } from '../core/spec/read-spec.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { Spec } from '../core/spec/spec.ts';

/** The spec of a workspace or commit. Throws `no-spec` when there is none, `invalid-spec` and `yaml-syntax` with the place. */
export async function loadSpec(files: Tree): Promise<Spec> {
  return readSpec(await readText(files));
}

/** Its `storage`, beside which nothing else is needed. Throws as `loadSpec` does. */
export async function loadStorage(files: Tree): Promise<Spec['storage']> {
  return readStorage(await readText(files));
}

async function readText(files: Tree): Promise<string> {
  const text = await files.readText(specFile);
  if (text === undefined) {
    throw new SightlineError('no-spec', `there is no ${specFile} in ${files.name}`, { place: { file: specFile } });
  }
  return text;
}
