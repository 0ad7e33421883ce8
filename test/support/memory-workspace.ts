import type { Workspace } from '../../src/core/ports.ts';

/** A workspace that is a record of texts or bytes by path; writes change a copy of it. */
export function memoryWorkspace(files: Readonly<Record<string, string | Uint8Array>>, name = 'workspace'): Workspace {
  const contents = new Map(Object.entries(files));
  const asText = (content: string | Uint8Array | undefined) =>
    content instanceof Uint8Array ? new TextDecoder().decode(content) : content;
  const below = (folder: string): string[] => [...contents.keys()].filter((path) => folder === '.' || path.startsWith(`${folder}/`));
  return {
    name,
    root: '/memory',
    readText: async (path) => asText(contents.get(path)),
    readBytes: async (path) => {
      const content = contents.get(path);
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    kind: async (path) => (contents.has(path) ? 'file' : below(path).length > 0 ? 'folder' : undefined),
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
      contents.set(path, content);
    },
    replace: async (path, content, before) => {
      const isSame = asText(contents.get(path)) === before;
      if (isSame) {
        contents.set(path, content);
      }
      return isSame;
    },
    remove: async (path) => {
      for (const gone of [path, ...below(path)]) {
        contents.delete(gone);
      }
    },
  };
}
