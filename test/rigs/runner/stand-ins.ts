import { cpSync, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'stand-ins');
const [owner, repository] = ['sightline-ml', 'sightline'];

/** The commit that the rig's repositories have of our actions: those that were built here. */
export const builtActions = `${owner}/${repository}@${'5a'.repeat(20)}`;

/** Copies our actions as a release has them, without the rest of this repository. */
export function copyActions(target: string): void {
  for (const path of ['action.yml', 'actions', 'dist/actions'].filter((one) => existsSync(one))) {
    cpSync(path, join(target, path), { recursive: true });
  }
}

/**
 * Where act finds each action that a workflow uses, by `owner/repository@ref`: ours in `own`, the others as stand-ins of this rig. Those
 * that our composite actions use are there, too.
 */
export function standInsFor(workflow: string, own: string): Readonly<Record<string, string>> {
  const texts = [workflow, ...globSync(['action.yml', 'actions/*/action.yml']).map((file) => readFileSync(file, 'utf8'))];
  const found: Record<string, string> = {};
  for (const [, name = '', ref = ''] of texts.join('\n').matchAll(/^\s*(?:- )?uses: ([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(\S+)/gm)) {
    found[`${name}@${ref}`] = name === `${owner}/${repository}` ? own : join(folder, name.split('/')[1] ?? '');
  }
  return found;
}
