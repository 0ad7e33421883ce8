import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The licences of what a bundle contains, which they ask us to pass on; a text that several share stands once. */
export async function collectLicences(modules: Iterable<string>): Promise<string> {
  const folders = new Set<string>();
  for (const path of modules) {
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match?.[1] !== undefined) {
      folders.add(match[1]);
    }
  }
  const packages = await Promise.all([...folders].toSorted().map(describePackage));
  const texts = [...Map.groupBy(packages, ({ text }) => text)];
  return `${texts.map(([text, own]) => `${own.map(({ name }) => name).join('\n')}\n\n${text}`).join('\n\n---\n\n')}\n`;
}

async function describePackage(folder: string): Promise<{ readonly name: string; readonly text: string }> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license: string };
  const text = await firstExisting(['LICENSE', 'LICENSE.md', 'license', 'LICENCE'].map((name) => join(folder, name)));
  return { name: `${manifest.name} ${manifest.version} (${manifest.license})`, text: (text ?? '').trim() };
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
