import { checkSchema } from '../value/check-schema.ts';
import { readYamlSource } from '../value/read-yaml.ts';
import { specSchema, type Spec } from './spec.ts';

/** Where the spec stands in a repository. */
export const specFile = 'sightline.yaml';

/** The spec of a repository. Throws `yaml-syntax` or `invalid-spec` with file, line, column and the nearest known key. */
export function readSpec(text: string): Spec {
  return checkSchema(specSchema, readYamlSource(text, specFile), 'invalid-spec');
}
