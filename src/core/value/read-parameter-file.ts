import { SightlineError } from '../errors.ts';
import { readJson } from './read-json.ts';
import { readPython } from './read-python.ts';
import { readToml } from './read-toml.ts';
import { readYaml } from './read-yaml.ts';
import { isList, isMap, type Value, type ValueMap } from './value.ts';

/** Files of parameters and metrics are small; a bigger one is a mistake or an attack. In UTF-16 units. */
const longestText = 32 * 1024 * 1024;

/** Reads a file of parameters by its extension: .json, .toml, .py, and YAML for all others. */
export function readParameterFile(text: string, file: string): ValueMap {
  const value = readDataFile(text, file);
  if (!isMap(value)) {
    throw new SightlineError('invalid-parameter-file', 'the file must be a mapping of names to values', { place: { file, line: 1 } });
  }
  return value;
}

/** Reads a file of values by its extension. What Python takes for false (empty, 0, null) answers an empty mapping, as in DVC. */
export function readDataFile(text: string, file: string): Value {
  if (text.length > longestText) {
    throw new SightlineError('file-too-large', `${file} has more than ${longestText} characters`, { place: { file } });
  }
  const extension = /\.[^./]*$/.exec(file)?.[0].toLowerCase() ?? '';
  switch (extension) {
    case '.json':
      return orEmpty(readJson(text, file));
    case '.toml':
      return readToml(text, file);
    case '.py':
      return readPython(text, file);
    default:
      return orEmpty(readYaml(text, file));
  }
}

function orEmpty(value: Value): Value {
  const isEmpty = value === null || value === false || value === '' || value === 0 || value === 0n || (isList(value) && value.length === 0);
  return isEmpty ? new Map() : value;
}
