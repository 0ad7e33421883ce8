import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { SightlineError } from '../../core/errors.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A variable that the runner sets for each step. Throws `github-settings`. */
export function runnerVariable(env: Env, name: string): string {
  const value = env[name] ?? '';
  if (value === '') {
    throw new SightlineError('github-settings', `${name} is not set, so this is no step of a workflow`);
  }
  return value;
}

/** Sets an output of the step. It ends at a line that nobody can foresee, so no value can set another output. Throws `github-settings`. */
export function appendOutput(env: Env, name: string, value: string): void {
  const end = `end-${randomUUID()}`;
  appendFileSync(runnerVariable(env, 'GITHUB_OUTPUT'), `${name}<<${end}\n${value}\n${end}\n`);
}

/** Puts a folder before all others where later steps look for commands. Throws `github-settings`, `invalid-output`. */
export function appendPath(env: Env, folder: string): void {
  if (/[\r\n]/.test(folder)) {
    throw new SightlineError('invalid-output', 'a folder with a line break in its name can not be put on the PATH');
  }
  appendFileSync(runnerVariable(env, 'GITHUB_PATH'), `${folder}\n`);
}
