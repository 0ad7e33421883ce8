import { SightlineError } from '../core/errors.ts';
import type { Git, Workspace } from '../core/ports.ts';

/** How to start a project. */
export interface InitOptions {
  /** Remove what `.dvc` holds, the cache included, and start anew. */
  readonly force: boolean;
  /** Work without git. */
  readonly noScm: boolean;
  /** The folder may lie below the git repository's root. */
  readonly subdir: boolean;
}

const ignoreText = `# Add patterns of files dvc should ignore, which could improve
# the performance. Learn more at
# https://dvc.org/doc/user-guide/dvcignore
`;

/** Writes the files of an empty DVC project and adds them to git. */
export async function init(workspace: Workspace, git: Git, options: InitOptions): Promise<void> {
  if (options.noScm && options.subdir) {
    throw new SightlineError('invalid-option', '--no-scm and --subdir exclude each other', { hint: 'Give one of the two.' });
  }
  if (!options.noScm && !options.subdir && (await workspace.kind('.git')) === undefined) {
    throw new SightlineError('not-a-repository', `'${workspace.root}' is not the root of a git repository`, {
      hint: "Run 'git init' first, or use --subdir below a repository's root, or --no-scm to go without git.",
    });
  }
  if ((await workspace.kind('.dvc')) === 'folder') {
    if (!options.force) {
      throw new SightlineError('already-initialized', "'.dvc' exists already");
    }
    await workspace.remove('.dvc');
  }
  if (!options.noScm && (await git.ignored(['.dvc'])).length > 0) {
    throw new SightlineError('already-initialized', "'.dvc' is ignored by git", { hint: "Add '!.dvc' to the .gitignore." });
  }
  await writeFiles(workspace, git, options);
}

async function writeFiles(workspace: Workspace, git: Git, options: InitOptions): Promise<void> {
  const written = ['.dvc/config', '.dvcignore'];
  await workspace.write('.dvc/config', options.noScm ? '[core]\n    no_scm = True\n' : '');
  if ((await workspace.kind('.dvcignore')) === undefined) {
    await workspace.write('.dvcignore', ignoreText);
  }
  if (!options.noScm) {
    await workspace.write('.dvc/.gitignore', '/config.local\n/tmp\n/cache\n');
    await git.add([...written, '.dvc/.gitignore']);
  }
}
