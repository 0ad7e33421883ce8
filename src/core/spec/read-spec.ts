import { checkSchema } from '../value/check-schema.ts';
import { readYamlSource } from '../value/read-yaml.ts';
import { isMap } from '../value/value.ts';
import { specFile } from './spec-file.ts';
import { specSchema, storageOnlySchema, type Spec } from './spec.ts';

/** The spec of a repository. Throws `yaml-syntax` or `invalid-spec` with file, line, column and the nearest known key. */
export function readSpec(text: string): Spec {
  return checkSchema(specSchema, readYamlSource(text, specFile), 'invalid-spec');
}

/** `storage` of a spec, which needs nothing else then: a project may keep data and no model. Throws as `readSpec` does. */
export function readStorage(text: string): Spec['storage'] {
  const source = readYamlSource(text, specFile);
  const isStorageOnly = isMap(source.value) && [...source.value.keys()].every((key) => key === 'version' || key === 'storage');
  return checkSchema(isStorageOnly ? storageOnlySchema : specSchema, source, 'invalid-spec').storage;
}
