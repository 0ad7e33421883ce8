import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The licences of the packages that these modules belong to, which they ask us to pass on. */
export async function collectLicences(modules: Iterable<string>): Promise<string> {
  const folders = new Set<string>();
  for (const path of modules) {
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match?.[1] !== undefined) {
      folders.add(match[1]);
    }
  }
  const parts: string[] = [];
  for (const folder of [...folders].toSorted()) {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license: string };
    const text = await firstExisting(['LICENSE', 'LICENSE.md', 'license', 'LICENCE'].map((name) => join(folder, name)));
    parts.push(`${manifest.name} ${manifest.version} (${manifest.license})\n\n${text ?? ''}`);
  }
  return `${parts.join('\n\n---\n\n')}\n`;
}

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      return await readFile(path, 'utf8');
    } catch {
      continue;
    }
  }
  return undefined;
}
