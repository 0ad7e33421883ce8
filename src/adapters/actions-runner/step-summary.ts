import { appendFile, stat } from 'node:fs/promises';

/** What GitHub takes of one step; it refuses a longer summary as a whole. */
export const summaryBytes = 1 << 20;
const notice = '\n\n_The rest is cut: GitHub takes 1 MiB of a step._\n';

/** Appends to the summary of the step and answers whether all of it fit; else it ends at the last line that did, and says so. */
export async function appendSummary(file: string, markdown: string): Promise<boolean> {
  const taken = (await stat(file).catch(() => undefined))?.size ?? 0;
  const bytes = Buffer.from(`${markdown}\n`);
  if (taken + bytes.length <= summaryBytes) {
    await appendFile(file, bytes);
    return true;
  }
  const room = summaryBytes - taken - Buffer.byteLength(notice);
  if (room >= 0) {
    const end = bytes.lastIndexOf('\n', room);
    await appendFile(file, Buffer.concat([bytes.subarray(0, Math.max(0, end)), Buffer.from(notice)]));
  }
  return false;
}
