import { SightlineError } from '../core/errors.ts';
import { baseName, parentOf } from '../core/data/root-path.ts';
import type { Project } from './project.ts';

/** Adds paths that DVC's cache keeps to the .gitignore beside each. Answers the files that changed. */
export async function ignoreOutputs(project: Project, paths: readonly string[]): Promise<readonly string[]> {
  const { git, workspace } = project;
  if (git === undefined || paths.length === 0) {
    return [];
  }
  const missing = await refuseTracked(project, paths);
  if (missing.length === 0) {
    return [];
  }
  const already = new Set(await git.ignored(missing));
  const changed = new Set<string>();
  for (const path of missing.filter((candidate) => !already.has(candidate))) {
    const file = ignoreFileOf(path);
    const text = (await workspace.readText(file)) ?? '';
    await workspace.write(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${entryOf(path)}\n`);
    changed.add(file);
  }
  return [...changed];
}

/** What git keeps can't be kept by DVC as well: the two would write over each other. Answers the paths that no .gitignore names. */
export async function refuseTracked(project: Project, paths: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const path of paths) {
    const text = (await project.workspace.readText(ignoreFileOf(path))) ?? '';
    if (!text.split('\n').includes(entryOf(path))) {
      missing.push(path);
    }
  }
  const [tracked] = missing.length === 0 ? [] : ((await project.git?.tracked(missing)) ?? []);
  if (tracked !== undefined) {
    throw new SightlineError('tracked-by-git', `'${tracked}' is already tracked by git`);
  }
  return missing;
}

function ignoreFileOf(path: string): string {
  const folder = parentOf(path);
  return folder === '.' ? '.gitignore' : `${folder}/.gitignore`;
}

function entryOf(path: string): string {
  return `/${baseName(path).replaceAll(/[\\[\]!*#?]/g, String.raw`\$&`)}`;
}
