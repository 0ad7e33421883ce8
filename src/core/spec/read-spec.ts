import { checkSchema } from '../value/check-schema.ts';
import { readYamlSource, type YamlSource } from '../value/read-yaml.ts';
import { isMap } from '../value/value.ts';
import { specFile } from './spec-file.ts';
import { specSchema, storageOnlySchema, type Spec } from './spec.ts';

/** The spec of a repository. Throws `yaml-syntax` or `invalid-spec` with file, line, column and the nearest known key. */
export function readSpec(text: string): Spec {
  return readPlacedSpec(text).spec;
}

/** A spec, and where its keys stand; of a key that isn't there, the nearest thing around it. Throws as `readSpec` does. */
export function readPlacedSpec(text: string): { readonly spec: Spec; readonly place: YamlSource['place'] } {
  const source = readYamlSource(text, specFile);
  return { spec: checkSchema(specSchema, source, 'invalid-spec'), place: source.place };
}

/** `storage` of a spec, which needs nothing else then: a project may keep data and no model. Throws as `readSpec` does. */
export function readStorage(text: string): Spec['storage'] {
  const source = readYamlSource(text, specFile);
  return checkSchema(isStorageOnly(source) ? storageOnlySchema : specSchema, source, 'invalid-spec').storage;
}

/** Whether a spec asks for buckets alone, so that nothing is trained by it. Throws `yaml-syntax`. */
export function namesNoModel(text: string): boolean {
  return isStorageOnly(readYamlSource(text, specFile));
}

function isStorageOnly({ value }: YamlSource): boolean {
  return isMap(value) && [...value.keys()].every((key) => key === 'version' || key === 'storage');
}
