import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonTools } from './python-tools.ts';
import { rigsFolder } from './rigs-folder.ts';

/** What the virtual environment holds. Bytes that DVC writes differ between releases, so both are exact. */
const pins = { 'dvc[s3]': '3.67.1', gto: '1.10.1' } as const;

/** Where the real tools are. */
export interface DvcRig {
  readonly dvc: string;
  readonly gto: string;
  readonly python: string;
  /** What every call of them needs: no reports home, no settings but the repository's, no look for updates. */
  readonly env: Readonly<Record<string, string>>;
}

/** Real DVC and GTO. */
export async function dvcRig(): Promise<DvcRig> {
  const modules = ['dvc.cli', 'dvc_s3', 'gto.cli'];
  const bin = await pythonTools({ name: 'dvc', pins, modules, env: { DVC_NO_ANALYTICS: '1' } });
  return describeRig(bin, await settingsFolder(rigsFolder()));
}

/** The user-wide configuration that DVC sees: without it a developer's own settings would change the results. */
async function settingsFolder(cache: string): Promise<string> {
  const folder = join(cache, 'dvc-settings');
  const file = join(folder, 'config');
  const wanted = '[core]\n    analytics = false\n    check_update = false\n';
  await mkdir(folder, { recursive: true });
  if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
    await writeFile(file, wanted);
  }
  return folder;
}

function describeRig(bin: string, settings: string): DvcRig {
  const env = {
    DVC_NO_ANALYTICS: '1',
    DVC_GLOBAL_CONFIG_DIR: settings,
    DVC_SYSTEM_CONFIG_DIR: join(settings, 'none'),
  };
  return { dvc: join(bin, 'dvc'), gto: join(bin, 'gto'), python: join(bin, 'python'), env };
}
