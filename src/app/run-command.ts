import { SightlineError, type Place } from '../core/errors.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { ShellResult } from '../core/ports.ts';
import type { Project } from './project.ts';

/** How the commands of a stage are run. */
export interface CommandOptions {
  /** Put before each line of output, when several stages run at once. */
  readonly prefix?: string;
  /** Standard output is for our JSON. */
  readonly quietStdout: boolean;
  readonly signal?: AbortSignal;
  /** Where the stage is defined. */
  readonly place: Place;
  readonly onStart: (pid: number, ownGroup: boolean) => void;
}

/** A command of a stage ended with another code than 0, or was killed. */
export class CommandFailure extends SightlineError {
  readonly end: ShellResult;

  constructor(stage: Pick<Stage, 'address'>, line: string, end: ShellResult, place: Place) {
    super('stage-failed', `stage '${stage.address}' failed: '${line}' ${describeEnd(end)}`, { place });
    this.end = end;
  }
}

/** The command lines of a stage: DVC runs each line of a text by itself, too. */
export function commandLines(stage: Stage): readonly string[] {
  if (typeof stage.cmd !== 'string') {
    return stage.cmd;
  }
  const lines = stage.cmd.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Runs the stage's commands one after another. Throws `stage-failed` at the first that fails. */
export async function runCommands(project: Project, stage: Stage, options: CommandOptions): Promise<void> {
  const { root } = project.workspace;
  if ((await project.workspace.kind(stage.wdir)) !== 'folder') {
    throw new SightlineError('missing-file', `the working folder '${stage.wdir}' of stage '${stage.address}' does not exist`, {
      place: options.place,
    });
  }
  for (const line of commandLines(stage)) {
    project.console.info(`${options.prefix ?? ''}> ${line}`);
    const result = await project.shell.run(line, {
      cwd: stage.wdir === '.' ? root : `${root}/${stage.wdir}`,
      env: { DVC_STAGE: stage.address },
      defaultEnv: { DVC_ROOT: root },
      quietStdout: options.quietStdout,
      onStart: options.onStart,
      ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (options.signal?.aborted === true) {
      throw new SightlineError('interrupted', `interrupted while stage '${stage.address}' ran`);
    }
    if (result.exitCode !== 0) {
      throw new CommandFailure(stage, line, result, options.place);
    }
  }
}

function describeEnd(result: ShellResult): string {
  return result.signal === undefined ? `ended with exit code ${result.exitCode ?? 'unknown'}` : `was killed by ${result.signal}`;
}
