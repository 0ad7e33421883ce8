import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const words = z.union([z.string().transform(splitWords), z.array(z.string())]);

const stepSchema = z.union([
  /** Shell text, run in both copies: edits. */
  z.strictObject({ sh: z.string() }),
  /** `git add -A` and `git commit`, in both copies. */
  z.strictObject({ commit: z.string() }),
  /**
   * The arguments of one call of the tool under test. `fails`: both must end with another code than 0;
   * `place`: moreover ours must end with 2 and name this file, or file and line. `in`: the folder to stand in.
   */
  z.strictObject({ run: words, fails: z.boolean().optional(), place: z.string().optional(), in: z.string().optional() }),
]);

const caseSchema = z.strictObject({
  about: z.string(),
  /** False: neither git nor the tool is initialised before the first step. */
  start: z.boolean().optional(),
  /** False: the pipeline cannot be loaded at the end, so there is nothing for the other tool to go on with. */
  cross: z.boolean().optional(),
  steps: z.array(stepSchema),
});

/** One step of a case. */
export type Step = z.output<typeof stepSchema>;

/** A small repository and what is done in it. */
export interface Case extends z.output<typeof caseSchema> {
  readonly name: string;
  /** The files to start from, content by path; folders of the collection keep theirs on disk. */
  readonly source: { readonly folder: string } | { readonly files: Readonly<Record<string, string>> };
}

const collection = fileURLToPath(new URL('../fixtures/pipelines/', import.meta.url));

/** Every case of the collection, by name; `SIGHTLINE_CASE` picks those whose name holds it. */
export async function loadCases(): Promise<readonly Case[]> {
  const names = (await readdir(collection)).toSorted();
  const wanted = names.filter((name) => name.includes(process.env['SIGHTLINE_CASE'] ?? ''));
  return Promise.all(wanted.map((name) => loadCase(name)));
}

async function loadCase(name: string): Promise<Case> {
  const folder = join(collection, name);
  const text = await readFile(join(folder, 'case.yaml'), 'utf8');
  return { ...caseSchema.parse(parse(text), { error: () => `in ${name}/case.yaml` }), name, source: { folder } };
}

/** Words as a shell splits them, with single and double quotes and no substitution. */
function splitWords(line: string): string[] {
  const found = line.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/gu);
  return Array.from(found, ([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/gu, '$1$2'));
}
