/**
 * Bundles every action that has a main.ts into dist/actions/, where its action.yml looks for it, and lays out in dist/release/ what a
 * branch of a release holds: the actions with their bundles and READMEs.
 */
import { existsSync, globSync, readdirSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from './build/write-bundle.ts';

/** Every run of an action downloads it. */
const mostBytes = 2_000_000;

/**
 * Builds all actions into a folder as `dist` is, and prints their sizes. Answers the files of a release, sorted. Throws for an action that
 * is too large or imports what it may not.
 */
export async function buildActions(dist: string): Promise<readonly string[]> {
  const [bundles, release] = [join(dist, 'actions'), join(dist, 'release')];
  await Promise.all([bundles, release].map((folder) => rm(folder, { recursive: true, force: true })));
  for (const name of readdirSync('actions').filter((action) => existsSync(join('actions', action, 'main.ts')))) {
    const folder = join(bundles, name);
    const { files, bytes } = await writeBundle({ main: join('actions', name, 'main.ts') }, folder, 'never');
    console.log(`${folder}/: ${files} files, ${Math.round(bytes / 1024)} KB`);
    if (bytes > mostBytes) {
      throw new Error(`${folder} has ${bytes} bytes, and an action may have ${mostBytes}`);
    }
  }
  const sources = globSync(['action.yml', 'LICENSE', 'actions/*/action.yml', 'actions/*/*.{md,sh}']);
  await Promise.all(sources.map((file) => cp(file, join(release, file))));
  await cp(bundles, join(release, 'dist/actions'), { recursive: true });
  return [...sources, ...globSync('dist/actions/**/*.*', { cwd: release })].toSorted();
}

if (import.meta.main) {
  await buildActions('dist');
}
