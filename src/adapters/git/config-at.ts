import { execFileSync } from 'node:child_process';
import { SightlineError } from '../../core/errors.ts';

/** Files of DVC's configuration that a commit can hold, by level. */
const configNames = { project: 'config', local: 'config.local', own: 'config.sightline' } as const;

/** A level of the configuration that a project has files of. */
export type ProjectLevel = keyof typeof configNames;

/**
 * The texts of a project's configuration as a commit has them; undefined for a file that it lacks. The `config.local` of this clone
 * stays what it is unless git tracks it. Throws `unknown-revision`.
 */
export function readConfigAt(root: string, revision: string): ReadonlyMap<ProjectLevel, string | undefined> {
  const commit = ask(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])?.trim();
  if (commit === undefined) {
    throw new SightlineError('unknown-revision', `SIGHTLINE_BASE names no commit of this clone: '${revision}'`, {
      hint: 'Let the checkout step bring the history: `with: { fetch-depth: 0 }`.',
    });
  }
  const isTracked = (name: string): boolean => ask(root, ['ls-files', '--error-unmatch', '--', `.dvc/${name}`]) !== undefined;
  const levels = Object.entries(configNames) as [ProjectLevel, string][];
  return new Map(
    levels
      .filter(([level, name]) => level !== 'local' || isTracked(name))
      .map(([level, name]) => [level, ask(root, ['cat-file', 'blob', `${commit}:./.dvc/${name}`])]),
  );
}

/** What git prints; undefined where it says no. */
function ask(root: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 32 << 20 });
  } catch {
    return undefined;
  }
}
