import { readFile } from 'node:fs/promises';

const built = import.meta.url.endsWith('.ts')
  ? '../../../dist/report-page.js'
  : import.meta.url.includes('/chunks/')
    ? '../report-page.js'
    : 'report-page.js';

/** The script of the HTML report, which lies beside the bundle as one file. */
export async function readPageScript(): Promise<string> {
  return readFile(new URL(built, import.meta.url), 'utf8');
}
