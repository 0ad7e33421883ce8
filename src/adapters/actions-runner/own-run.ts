import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import { maxReportFileBytes } from '../../core/report/file/report-file.ts';
import { reportFileName } from '../../core/report/file/read-report-file.ts';
import { isAbsence } from '../../core/system-code.ts';
import { type Env, runnerVariable } from './environment-file.ts';

/** The run that this step is in. Throws `github-settings`. */
export function readOwnRun(env: Env): { readonly run: number; readonly attempt: number; readonly url: string } {
  const number = (name: string): number => {
    const text = runnerVariable(env, name);
    if (!/^[1-9]\d{0,14}$/.test(text)) {
      throw new SightlineError('github-settings', `${name} is no number`);
    }
    return Number(text);
  };
  const run = number('GITHUB_RUN_ID');
  const url = `${runnerVariable(env, 'GITHUB_SERVER_URL')}/${runnerVariable(env, 'GITHUB_REPOSITORY')}/actions/runs/${run}`;
  return { run, attempt: number('GITHUB_RUN_ATTEMPT'), url };
}

/** The report that the job of this step wrote into a folder of its workspace; undefined where there is none. Throws `bad-report`. */
export async function readOwnReport(env: Env, folder: string): Promise<Uint8Array | undefined> {
  const file = join(runnerVariable(env, 'GITHUB_WORKSPACE'), folder, reportFileName);
  try {
    await using handle = await open(file);
    if ((await handle.stat()).size > maxReportFileBytes) {
      throw new SightlineError('bad-report', `a report has at most ${maxReportFileBytes} bytes`, { place: { file } });
    }
    return await handle.readFile();
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw error;
  }
}
