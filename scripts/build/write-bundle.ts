import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { collectLicences } from './licences.ts';
import { refuseImports } from './refuse-imports.ts';

/** What was written. */
export interface WrittenBundle {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Bundles entries into a folder as ESM, with the licences of what is in it. Throws where an import stays that may not: heavy packages
 * may be loaded `later` than at start, or `never`.
 */
export async function writeBundle(
  input: Readonly<Record<string, string>>,
  folder: string,
  heavy: 'later' | 'never',
): Promise<WrittenBundle> {
  // A release sets it to its actions, as `owner/repository@commit v1.2.3`: `sightline init` writes them into workflows.
  const define = { SIGHTLINE_ACTIONS: JSON.stringify(process.env['SIGHTLINE_ACTIONS'] ?? '') };
  const bundle = await rolldown({ input, platform: 'node', plugins: [refuseImports(heavy)], transform: { define } });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    minify: heavy === 'never' ? true : { compress: true, mangle: false, codegen: false },
  });
  await bundle.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const licences = await collectLicences(chunks.flatMap((chunk) => chunk.moduleIds));
  await writeFile(join(folder, 'licences.txt'), licences);
  const bytes = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk.code), 0);
  return { files: chunks.length, bytes };
}
