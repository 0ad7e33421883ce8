import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestProject, testProject } from './test-project.ts';

/** What files should hold; undefined removes one. */
export type Edits = Readonly<Record<string, string | undefined>>;

/** A project whose branches are merged by git with our driver, as built. */
export interface MergingProject extends TestProject {
  edit(edits: Edits): void;
  commitAll(message: string): void;
  /** Commits the work on a new branch that starts at main, and goes back to main and its data. */
  branch(name: string, work: () => Promise<unknown>): Promise<void>;
  /** Runs git, which may end in a conflict. */
  tryGit(...args: string[]): { readonly code: number | null; readonly stderr: string };
  /** Runs us in a folder of the project. */
  sightline(folder: string, ...args: string[]): { readonly code: number | null; readonly stderr: string };
  /** The files of a folder by path. */
  files(folder: string): Edits;
}

const cli = resolve(import.meta.dirname, '../../dist/sightline.mjs');

/** Makes the project, with the driver installed and the files committed. */
export async function mergingProject(
  files: Readonly<Record<string, string>>,
  save?: (project: TestProject) => Promise<unknown>,
): Promise<MergingProject> {
  const project = await testProject(files);
  const edit = (edits: Edits): void => {
    for (const [path, content] of Object.entries(edits)) {
      if (content === undefined) {
        rmSync(join(project.root, path));
      } else {
        project.write(path, content);
      }
    }
  };
  const commitAll = (message: string): void => {
    project.git('add', '--all');
    project.git('commit', '--quiet', '--message', message);
  };
  const start = (folder: string, program: string, args: readonly string[]): ReturnType<MergingProject['tryGit']> => {
    const { status, stderr } = spawnSync(program, args, { cwd: join(project.root, folder), env: project.env, encoding: 'utf8' });
    return { code: status, stderr };
  };
  const sightline: MergingProject['sightline'] = (folder, ...args) => start(folder, process.execPath, [cli, ...args]);
  sightline('.', 'merge-driver', 'install', '--quiet');
  await save?.(project);
  commitAll('Start');
  return {
    ...project,
    edit,
    commitAll,
    branch: async (name, work) => {
      project.git('switch', '--quiet', '--create', name, 'main');
      await project.checkout({ force: true });
      await work();
      commitAll(name);
      project.git('switch', '--quiet', 'main');
      await project.checkout({ force: true });
    },
    tryGit: (...args) => start('.', 'git', args),
    sightline,
    files: (folder) => {
      const entries = readdirSync(join(project.root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(project.root.length + 1)).toSorted();
      return Object.fromEntries(paths.map((path) => [path, project.read(path)]));
    },
  };
}
