import { chmodSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ConfigFiles, type ConfigLevel, configLevels } from '../../core/config-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { isAbsence } from '../../core/system-code.ts';
import { Staging } from './atomic-write.ts';
import { asReadError } from './file-errors.ts';
import { newFileMode } from './file-mode.ts';

type Env = Readonly<Record<string, string | undefined>>;

const privateMode = 0o600;

/** DVC's configuration files of the machine and the person, and of the project when there is one (its absolute root). */
export function openConfigFiles(root: string | undefined, cwd: string, env: Env): ConfigFiles {
  const path = (level: ConfigLevel | 'own'): string => {
    const file = configPath(level, root, env);
    if (file === undefined) {
      throw new SightlineError('not-a-project', `'${cwd}' lies in no project, so there is no ${level} configuration`);
    }
    return file;
  };
  return {
    levels: configLevels.filter((level) => root !== undefined || level === 'system' || level === 'global'),
    home: env['HOME'] ?? homedir(),
    cwd,
    path,
    read: (level) => readConfig(path(level)),
    write: (level, text) => {
      const isOfProject = level !== 'system' && level !== 'global';
      const file = isOfProject ? path(level) : behindLinks(path(level));
      const staging = new Staging(isOfProject && root !== undefined ? join(root, '.dvc', 'tmp', 'sightline', 'staging') : dirname(file));
      const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? (level === 'local' ? privateMode : newFileMode());
      staging.place(file, (temporary) => {
        writeFileSync(temporary, text, { flag: 'wx', mode: privateMode });
        chmodSync(temporary, mode & 0o777);
      });
    },
  };
}

/** Where DVC looks for a configuration file. */
export function configPath(level: ConfigLevel | 'own', root: string | undefined, env: Env): string | undefined {
  const home = env['HOME'] ?? homedir();
  const isMac = process.platform === 'darwin';
  switch (level) {
    case 'system':
      return join(env['DVC_SYSTEM_CONFIG_DIR'] ?? (isMac ? '/Library/Application Support/dvc' : '/etc/xdg/dvc'), 'config');
    case 'global': {
      const folder = isMac ? join(home, 'Library', 'Application Support') : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
      return join(env['DVC_GLOBAL_CONFIG_DIR'] ?? join(folder, 'dvc'), 'config');
    }
    default: {
      const names = { project: 'config', local: 'config.local', own: 'config.sightline' } as const;
      return root === undefined ? undefined : join(root, '.dvc', names[level]);
    }
  }
}

/** Undefined when there is no such file. */
export function readConfig(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw asReadError(error, file);
  }
}

/** A person's own file may be a link into a folder of settings, which stays one. */
function behindLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
