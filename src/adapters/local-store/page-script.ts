import { readFile } from 'node:fs/promises';

/** From this file, or from the chunk or entry that it was bundled into. */
function findScript(module: string): URL {
  const toDist = module.endsWith('.ts') ? '../../../dist/' : /\/chunks\/[^/]+$/.test(module) ? '../' : './';
  return new URL(`${toDist}report-page.js`, module);
}

/** The script of the HTML report, which lies beside the bundle as one file. */
export async function readPageScript(): Promise<string> {
  return readFile(findScript(import.meta.url), 'utf8');
}
