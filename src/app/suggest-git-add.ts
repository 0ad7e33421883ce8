import { type Project, showPath } from './project.ts';

/** Adds changed files to git's index when the configuration says so, else tells how to. */
export async function suggestGitAdd(project: Project, changedFiles: readonly string[]): Promise<void> {
  if (project.git === undefined || changedFiles.length === 0) {
    return;
  }
  if (project.autostage) {
    await project.git.add(changedFiles);
    return;
  }
  const shown = changedFiles.map((file) => quote(showPath(project, file))).join(' ');
  project.console.info(
    `\nTo track the changes with git, run:\n\n\tgit add ${shown}\n\nTo enable auto staging, run:\n\n\tdvc config core.autostage true`,
  );
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'"'"'`)}'`;
}
