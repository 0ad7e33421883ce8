import { suggestGitAdd } from '../app/suggest-git-add.ts';
import type { OpenProject } from './project.ts';

/** Tells which files to add to git: as JSON where that was asked for, and to a person. */
export async function tellChanged(project: OpenProject, changed: readonly string[], { json }: { readonly json?: boolean }): Promise<void> {
  if (json === true) {
    project.console.result(`${JSON.stringify({ changed })}\n`);
  }
  await suggestGitAdd(project, changed);
}
