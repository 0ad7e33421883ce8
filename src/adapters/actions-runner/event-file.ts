import { open } from 'node:fs/promises';
import { SightlineError } from '../../core/errors.ts';
import { type Env, runnerVariable } from './environment-file.ts';

/** GitHub sends no more than 25 MB. */
const mostBytes = 32 << 20;

/** The event that started the workflow, as the runner left it. Throws `github-settings`, `file-too-large`. */
export async function readEventFile(env: Env): Promise<{ readonly name: string; readonly payload: unknown }> {
  const name = runnerVariable(env, 'GITHUB_EVENT_NAME');
  const file = runnerVariable(env, 'GITHUB_EVENT_PATH');
  const text = await readBounded(file);
  try {
    return { name, payload: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new SightlineError('github-settings', 'the file that GITHUB_EVENT_PATH names holds no JSON', { place: { file }, cause });
  }
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new SightlineError('github-settings', 'the file that GITHUB_EVENT_PATH names can not be read', { place: { file }, cause });
  });
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) {
      throw new SightlineError('file-too-large', `an event has at most ${mostBytes >> 20} MiB`, { place: { file } });
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
