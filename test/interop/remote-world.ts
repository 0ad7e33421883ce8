import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dvcRig } from '../rigs/dvc.ts';
import { DvcDriver, type ToolResult } from '../rigs/dvc-driver.ts';
import { s3Rig } from '../rigs/s3.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { dvcTool, sightlineTool, succeeded, type Tool, toolEnv } from './tool.ts';

/** Where remotes lie. */
export type RemoteKind = 'folder' | 's3';

/** Both tools, and remotes of one kind that they share. */
export interface RemoteWorld extends AsyncDisposable {
  readonly theirs: Tool;
  readonly ours: Tool;
  /** A new project whose default remote, `store`, is its own and empty. */
  project(): Promise<RemoteProject>;
}

/** A repository with a remote. */
export interface RemoteProject {
  readonly root: string;
  /** Where the remote's files lie on disk. */
  readonly remote: string;
  write(path: string, content: string | Uint8Array): void;
  git(...args: string[]): void;
  /** A fresh clone of what is committed. */
  clone(): RemoteProject;
}

/** Starts DVC and, for S3, a server. */
export async function remoteWorld(kind: RemoteKind): Promise<RemoteWorld> {
  const at = temporaryFolder();
  const server = kind === 's3' ? await s3Rig() : undefined;
  const env = { ...toolEnv, ...server?.env };
  const driver = await DvcDriver.start(await dvcRig(), env);
  const theirs = dvcTool(driver);
  const ours = sightlineTool({ ...server?.env, SIGHTLINE_CACHE_DIR: join(at.path, 'index'), XDG_CONFIG_HOME: join(at.path, 'none') });
  let made = 0;
  return {
    theirs,
    ours,
    project: async () => {
      const name = `p${++made}`;
      const root = join(at.path, name, 'origin');
      mkdirSync(root, { recursive: true });
      const remote = server === undefined ? join(at.path, name, 'remote') : join(server.folder, name);
      const project = openAt(root, remote, env);
      project.git('init', '--quiet', '--initial-branch', 'main');
      succeeded(await theirs.run(['init', '--quiet'], root));
      // Absolute: of other revisions DVC counts a relative one from the root of the disk.
      const url = server === undefined ? remote : `s3://${server.bucket}/${name}`;
      succeeded(await theirs.run(['remote', 'add', '--quiet', '--default', 'store', url], root));
      if (server !== undefined) {
        succeeded(await theirs.run(['remote', 'modify', 'store', 'endpointurl', server.endpoint], root));
      }
      return project;
    },
    [Symbol.asyncDispose]: async () => {
      await driver[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
      at[Symbol.dispose]();
    },
  };
}

function openAt(root: string, remote: string, env: Readonly<Record<string, string>>): RemoteProject {
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root, env, stdio: 'pipe' });
  let clones = 0;
  return {
    root,
    remote,
    git,
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    clone: () => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'State');
      const copy = join(dirname(root), `clone${++clones}`);
      git('clone', '--quiet', root, copy);
      return openAt(copy, remote, env);
    },
  };
}

/** Every file below a folder with its content, by path; of those whose name `leaveOut` matches nothing is said. */
export function filesBelow(folder: string, leaveOut?: RegExp): ReadonlyMap<string, string> {
  let paths: string[];
  try {
    paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return new Map();
  }
  const files = paths.filter((path) => leaveOut?.test(path) !== true && statSync(join(folder, path)).isFile()).toSorted();
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'hex')]));
}

/** The lines of a result's standard output without their order, tabs as DVC prints them on no terminal. */
export function linesOf(result: ToolResult): readonly string[] {
  return result.stdout
    .split('\n')
    .map((line) => line.replace(/^(?<state>[AMD])\s+/, '$<state>\t').trimEnd())
    .filter((line) => line !== '')
    .toSorted();
}
