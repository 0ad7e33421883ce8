import type { Workspace } from '../../src/core/ports.ts';

/** A workspace that is a record of texts by path; writes change a copy of it. */
export function memoryWorkspace(files: Readonly<Record<string, string>>, name = 'workspace'): Workspace {
  const texts = new Map(Object.entries(files));
  const below = (folder: string): string[] => [...texts.keys()].filter((path) => folder === '.' || path.startsWith(`${folder}/`));
  return {
    name,
    root: '/memory',
    readText: async (path) => texts.get(path),
    readBytes: async (path) => {
      const text = texts.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    kind: async (path) => (texts.has(path) ? 'file' : below(path).length > 0 ? 'folder' : undefined),
    list: async (folder) => {
      const start = folder === '.' ? 0 : folder.length + 1;
      const names = new Map(
        below(folder)
          .map((path) => path.slice(start).split('/'))
          .map(([first = '', ...rest]) => [first, rest.length]),
      );
      return [...names]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([entry, deeper]) => ({ name: entry, kind: deeper > 0 ? 'folder' : 'file' }));
    },
    write: async (path, content) => {
      texts.set(path, typeof content === 'string' ? content : new TextDecoder().decode(content));
    },
    remove: async (path) => {
      for (const gone of [path, ...below(path)]) {
        texts.delete(gone);
      }
    },
  };
}
