import { isOutside } from '../core/data/root-path.ts';
import { reportFileName } from '../core/report/file/read-report-file.ts';
import type { Workspace } from '../core/ports.ts';
import type { Report } from './report.ts';

/**
 * Writes the files of a report into a folder, and answers their paths. A new folder inside the repository is left out of
 * git: a report is no code, and must not look like a change of it to the run cache.
 */
export async function saveReport(workspace: Workspace, folder: string, { markdown, html, json }: Report): Promise<readonly string[]> {
  if (!isOutside(folder) && (await workspace.kind(folder)) === undefined) {
    await workspace.write(`${folder}/.gitignore`, '*\n');
  }
  const files = [
    [`${folder}/report.md`, markdown],
    [`${folder}/report.html`, html],
    [`${folder}/${reportFileName}`, json],
  ] as const;
  for (const [path, text] of files) {
    await workspace.write(path, text);
  }
  return files.map(([path]) => path);
}
