import { isBuiltin } from 'node:module';
import type { OutputChunk, Plugin } from 'rolldown';

/** Packages that no bundle holds: users install them beside the command line, and light actions do without them. */
const heavyPackages = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  'sharp',
];

/**
 * Leaves heavy packages out, and stops a build whose output imports anything else but itself and Node's own: rolldown takes what it
 * can't resolve for external and says nothing. Heavy ones may be loaded `later` than at start, or `never`.
 */
export function refuseImports(heavy: 'later' | 'never'): Plugin {
  const importers = new Map<string, string>();
  return {
    name: 'refuse-imports',
    resolveId: {
      filter: { id: /^[^./\0]/ },
      handler(name, importer) {
        importers.set(name, importer ?? '');
        return isHeavy(name) ? { id: name, external: true } : null;
      },
    },
    generateBundle(_options, bundle) {
      const chunks = new Map(Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
      const atStart = reachableAtStart(chunks);
      for (const chunk of chunks.values()) {
        const problem = foreignImport(chunk, heavy, atStart.has(chunk.fileName));
        if (problem !== undefined) {
          throw new Error(`${chunk.fileName} imports '${problem.name}' (for ${importers.get(problem.name)}), ${problem.why}`);
        }
      }
    },
  };
}

function isHeavy(name: string): boolean {
  return heavyPackages.some((known) => name === known || name.startsWith(`${known}/`));
}

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

function foreignImport(
  chunk: OutputChunk,
  heavy: 'later' | 'never',
  isAtStart: boolean,
): { readonly name: string; readonly why: string } | undefined {
  for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
    if (name.endsWith('.mjs') || isBuiltin(name)) {
      continue;
    }
    if (!isHeavy(name)) {
      return { name, why: 'which could not be bundled' };
    }
    if (heavy === 'never') {
      return { name, why: 'which is too heavy for it' };
    }
    if (isAtStart && chunk.imports.includes(name)) {
      return { name, why: 'which is heavy, at start: load it with await import() inside its adapter' };
    }
  }
  return undefined;
}
