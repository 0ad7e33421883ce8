/**
 * Bundles the command line and the library into dist/. What stays outside is Node's own and the heavy
 * packages below, which users install with us; anything else that could not be resolved stops the build,
 * since rolldown alone would take it for external and say nothing.
 */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { rolldown, type OutputChunk, type Plugin } from 'rolldown';

const heavyPackages = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  'sharp',
];

const refuseUnresolved: Plugin = {
  name: 'refuse-unresolved',
  generateBundle(_options, bundle) {
    const chunks = new Map(Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
    const atStart = reachableAtStart(chunks);
    for (const chunk of chunks.values()) {
      refuseForeignImports(chunk, atStart.has(chunk.fileName));
    }
  },
};

/** Chunks that an entry loads before it runs. */
function reachableAtStart(chunks: ReadonlyMap<string, OutputChunk>): ReadonlySet<string> {
  const reached = new Set([...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName));
  for (const name of reached) {
    chunks
      .get(name)
      ?.imports.filter((imported) => chunks.has(imported))
      .forEach((imported) => reached.add(imported));
  }
  return reached;
}

function refuseForeignImports(chunk: OutputChunk, isAtStart: boolean): void {
  for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
    const isHeavy = heavyPackages.some((heavy) => name === heavy || name.startsWith(`${heavy}/`));
    if (!name.endsWith('.mjs') && !isBuiltin(name) && !isHeavy) {
      throw new Error(`${chunk.fileName} imports '${name}', which is neither bundled nor one of the heavy packages`);
    }
    if (isHeavy && isAtStart && chunk.imports.includes(name)) {
      throw new Error(`${chunk.fileName} imports '${name}' at start: load it with await import() inside its adapter`);
    }
  }
}

/** The licences of what the bundle contains, which they ask us to pass on. */
async function collectLicences(modules: Iterable<string>): Promise<string> {
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

await rm('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { sightline: 'src/cli/sightline.ts', index: 'src/index.ts', 'file-worker': 'src/adapters/local-store/file-worker.ts' },
  platform: 'node',
  external: heavyPackages.flatMap((name) => [name, new RegExp(`^${name}/`)]),
  plugins: [refuseUnresolved],
});
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunks/[name]-[hash].mjs',
  minify: { compress: true, mangle: false, codegen: false },
});
await bundle.close();
const chunks = output.filter((file) => file.type === 'chunk');
await writeFile('dist/licences.txt', await collectLicences(chunks.flatMap((chunk) => chunk.moduleIds)));
await chmod('dist/sightline.mjs', 0o755);
console.log(`dist/: ${chunks.length} files, ${Math.round(chunks.reduce((sum, chunk) => sum + chunk.code.length, 0) / 1024)} KB`);
