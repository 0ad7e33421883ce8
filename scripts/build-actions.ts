/** Bundles every action that has a main.ts into dist/actions/, where its action.yml looks for it. */
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from './build/write-bundle.ts';

/** Every run of an action downloads it. */
const mostBytes = 2_000_000;

/** Builds all actions, each into a folder of its own, and prints their sizes. Throws for one that is too large or imports what it may not. */
export async function buildActions(): Promise<void> {
  const names = readdirSync('actions').filter((name) => existsSync(join('actions', name, 'main.ts')));
  for (const name of names) {
    const folder = join('dist/actions', name);
    await rm(folder, { recursive: true, force: true });
    const { files, bytes } = await writeBundle({ main: join('actions', name, 'main.ts') }, folder, 'never');
    console.log(`${folder}/: ${files} files, ${Math.round(bytes / 1024)} KB`);
    if (bytes > mostBytes) {
      throw new Error(`${folder} has ${bytes} bytes, and an action may have ${mostBytes}`);
    }
  }
}

if (import.meta.main) {
  await buildActions();
}
