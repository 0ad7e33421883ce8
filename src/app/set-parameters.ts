import { z } from 'zod';
import { SightlineError } from '../core/errors.ts';
import { checkOverrides } from '../core/github/parameter-overrides.ts';
import type { Workspace } from '../core/ports.ts';
import { readParameterFile } from '../core/value/read-parameter-file.ts';
import { type NewValue, setYamlValues } from '../core/value/set-yaml-values.ts';

const parameterFile = 'params.yaml';

const valuesSchema = z
  .record(z.string().min(1).max(300), z.union([z.number(), z.boolean(), z.string().max(200), z.array(z.number()).max(50)]))
  .refine((values) => Object.keys(values).length <= 50);

/** Gives parameters of params.yaml other values; texts are read as the type that stands there. Answers the names. */
export async function setParameters(
  workspace: Workspace,
  texts: ReadonlyMap<string, string>,
  json: string | undefined,
): Promise<readonly string[]> {
  const before = await workspace.readText(parameterFile);
  if (before === undefined) {
    throw new SightlineError('missing-file', `there is no ${parameterFile}`);
  }
  const checked = checkOverrides(readParameterFile(before, parameterFile), texts, undefined);
  if (checked.kind === 'refused') {
    throw new SightlineError('invalid-option', checked.reason);
  }
  const values = new Map<string, NewValue>([...checked.values, ...(json === undefined ? [] : readValues(json))]);
  await workspace.replace(parameterFile, setYamlValues(before, parameterFile, values), before);
  return [...values.keys()];
}

function readValues(json: string): readonly (readonly [string, NewValue])[] {
  try {
    return Object.entries(valuesSchema.parse(JSON.parse(json)));
  } catch (error) {
    throw new SightlineError('invalid-option', '--values is no JSON object of numbers, texts, true, false and lists of numbers', {
      cause: error,
    });
  }
}
