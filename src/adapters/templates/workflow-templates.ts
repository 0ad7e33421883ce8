import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The text of each workflow that comes with this package, by its file's name. */
export async function readWorkflowTemplates(): Promise<ReadonlyMap<string, string>> {
  const folder = findFolder(import.meta.dirname);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).toSorted();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)));
}

/** Bundles lie at another depth than sources: the nearest folder above that has templates is the package's. */
function findFolder(from: string): string {
  const folder = join(from, 'templates', 'workflows');
  if (existsSync(folder)) {
    return folder;
  }
  const above = dirname(from);
  if (above === from) {
    throw new Error('this package lacks its templates');
  }
  return findFolder(above);
}
