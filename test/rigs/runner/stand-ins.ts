import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = join(import.meta.dirname, 'stand-ins');
const [owner, repository] = ['sightline-ml', 'sightline'];

/**
 * Where act finds each action that a workflow uses, by `owner/repository@ref`: ours as they were built, the others as stand-ins of this
 * rig. Those that our composite actions use are there, too.
 */
export function standInsFor(workflow: string): Readonly<Record<string, string>> {
  const own = globSync('actions/*/action.yml').map((file) => readFileSync(file, 'utf8'));
  const found: Record<string, string> = {};
  for (const [, name = '', ref = ''] of [workflow, ...own]
    .join('\n')
    .matchAll(/^\s*(?:- )?uses: ([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(\S+)/gm)) {
    found[`${name}@${ref}`] = name === `${owner}/${repository}` ? resolve('dist/release') : join(folder, name.split('/')[1] ?? '');
  }
  return found;
}
