import { SightlineError } from '../core/errors.ts';
import type { Git } from '../core/ports.ts';
import type { Project } from './project.ts';

const driver = 'sightline';
const attributesFile = '.gitattributes';
const lines = [`dvc.lock merge=${driver}`, `*.dvc merge=${driver}`];

/** How git starts us: the program and the script that this very call runs, so that nothing need be on the PATH. */
export interface OwnProgram {
  /** Absolute. */
  readonly node: string;
  readonly script: string;
}

/** Where git is told of us: in this clone, or in all clones of the person who calls. */
export type DriverScope = 'local' | 'global';

/** Tells git how to call us; whether it does is for the attributes of each project to say. */
export async function registerMergeDriver(git: Git, program: OwnProgram, scope: DriverScope): Promise<void> {
  await git.setConfig(`merge.${driver}.name`, 'dvc.lock by stage, .dvc files by output, folders by file', scope);
  await git.setConfig(`merge.${driver}.driver`, driverCommand(program), scope);
}

/** Tells git to merge dvc.lock and `.dvc` files by us. Answers the files that changed; what they held stays. */
export async function installMergeDriver(project: Project, program: OwnProgram, scope: DriverScope): Promise<readonly string[]> {
  const { git, workspace } = project;
  if (git === undefined) {
    throw new SightlineError('not-a-repository', 'the project is kept without git (core.no_scm), so nothing is merged');
  }
  await registerMergeDriver(git, program, scope);
  const text = (await workspace.readText(attributesFile)) ?? '';
  if (await isInForce(git)) {
    return [];
  }
  await workspace.write(attributesFile, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${lines.join('\n')}\n`);
  if (!(await isInForce(git))) {
    project.console.warn(
      `Another file of git's attributes, such as .git/info/attributes, overrules ${attributesFile}: see 'git check-attr merge dvc.lock'.`,
    );
  }
  return [attributesFile];
}

async function isInForce(git: Git): Promise<boolean> {
  const values = await git.attribute('merge', ['dvc.lock', 'x.dvc']);
  return values.every((value) => value === driver);
}

/** Should the program be gone when git merges, lines are merged, and git is told of a conflict either way. */
function driverCommand({ node, script }: OwnProgram): string {
  const run = `${quote(node)} ${quote(script)} merge-driver run %O %A %B %L %P`;
  const lost = `echo "sightline isn't where it was: run 'sightline merge-driver install' again" >&2`;
  const byLines = 'git merge-file -q --marker-size=%L -L ours -L base -L theirs %A %O %B';
  return `if test -x ${quote(node)} && test -f ${quote(script)}; then ${run}; else ${lost}; ${byLines}; exit 1; fi`;
}

/** For a shell, and for git, which replaces what follows a percent sign. */
function quote(path: string): string {
  return `'${path.replaceAll("'", `'"'"'`).replaceAll('%', '%%')}'`;
}
