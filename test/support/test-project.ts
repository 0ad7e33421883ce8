import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit } from '../../src/adapters/git/git.ts';
import { add } from '../../src/app/add.ts';
import { checkout, type CheckoutChanges, type CheckoutRequest } from '../../src/app/checkout.ts';
import { commit } from '../../src/app/commit.ts';
import { init } from '../../src/app/init.ts';
import { loadPipeline } from '../../src/app/load-pipeline.ts';
import { repro, type ReproOptions } from '../../src/app/repro.ts';
import { status, type Status } from '../../src/app/status.ts';
import { exclusively, openProject } from '../../src/cli/project.ts';
import { toReproOptions } from '../../src/cli/repro-options.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A project in a git repository of its own, and the verbs on it, run in this process. */
export interface TestProject extends Disposable {
  readonly root: string;
  /** What was said since the last call. */
  said(): readonly string[];
  write(path: string, content: string): void;
  read(path: string): string;
  exists(path: string): boolean;
  git(...args: string[]): string;
  repro(options?: Partial<ReproOptions>): Promise<Readonly<Record<string, string>>>;
  status(targets?: readonly string[], withDeps?: boolean): Promise<Status>;
  add(...targets: string[]): Promise<readonly string[]>;
  commit(force: boolean): Promise<readonly string[]>;
  checkout(request?: Partial<CheckoutRequest>): Promise<CheckoutChanges>;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes an empty project and writes these files into it. */
export async function testProject(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const folder = temporaryFolder();
  const root = join(folder.path, 'repository');
  mkdirSync(root);
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    SHELL: '/bin/sh',
    SIGHTLINE_CACHE_DIR: join(folder.path, 'cache'),
    XDG_CONFIG_HOME: join(folder.path, 'none'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    HOME: folder.path,
  };
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const console = { result: say, info: say, warn: say, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
  const cli = { cwd: root, env, console, signal: new AbortController().signal, exitWith: () => {} };
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, env, encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Tester');
  git('config', 'user.email', 'tester@example.com');
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  {
    using project = openProjectAt(cli, root);
    await init(project.workspace, createGit(root), { force: true, noScm: false, subdir: false });
  }
  Object.entries(files).forEach(([path, content]) => write(path, content));
  const inside = async <T>(work: (project: ReturnType<typeof openProject>) => Promise<T>): Promise<T> => {
    using project = openProject(cli);
    return await exclusively(project, cli, 'test', () => work(project));
  };
  return {
    root,
    env,
    write,
    git,
    said: () => lines.splice(0),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    exists: (path) => existsSync(join(root, path)),
    repro: (options = {}) =>
      inside(async (project) => {
        const defaults = toReproOptions([], { commit: true, runCache: true, jobs: 1, json: true });
        const result = await repro(project, await loadPipeline(project.workspace), { ...defaults, writer: 'test', ...options });
        if (result.failure !== undefined) {
          throw result.failure;
        }
        return Object.fromEntries(result.steps.map((step) => [step.stage, step.outcome]));
      }),
    status: (targets = [], withDeps = false) =>
      inside(async (project) => status(project, await loadPipeline(project.workspace), { targets, recursive: false, withDeps })),
    add: (...targets) =>
      inside(async (project) =>
        add(project, await loadPipeline(project.workspace), { targets, glob: false, noCommit: false, noRelink: false }),
      ),
    commit: (force) =>
      inside(async (project) =>
        commit(project, await loadPipeline(project.workspace), {
          targets: [],
          recursive: false,
          withDeps: false,
          force,
          allowMissing: false,
          dataOnly: false,
          noRelink: false,
        }),
      ),
    checkout: (request = {}) =>
      inside(async (project) =>
        checkout(project, await loadPipeline(project.workspace), {
          targets: [],
          recursive: false,
          force: false,
          relink: false,
          allowMissing: false,
          ...request,
        }),
      ),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** `init` needs no project yet, but the folder must look like one to be opened. */
function openProjectAt(cli: Parameters<typeof openProject>[0], root: string): ReturnType<typeof openProject> {
  mkdirSync(join(root, '.dvc'), { recursive: true });
  return openProject(cli);
}
