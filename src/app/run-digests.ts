import { createHash } from 'node:crypto';
import { codeFiles, environmentFiles } from '../core/pipeline/code-files.ts';
import type { RunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { codeMatcher } from './code-matcher.ts';
import type { Project } from './project.ts';
import { commandLines } from './run-command.ts';

/** What decides a digest besides the files and the machine. */
export interface DigestOptions {
  /** The globs of `train.code`; without them everything that isn't known to be something else is code. */
  readonly codePaths?: readonly string[] | undefined;
  /** Who we are: `sightline 0.1.0`. A stage that calls us is run with this version. */
  readonly writer: string;
}

/** Computes what a run is made with beyond DVC's key; files are listed once, when a stage is first asked about. */
export class RunDigests {
  readonly #project: Project;
  readonly #stages: readonly Stage[];
  readonly #options: DigestOptions;
  #ids: Promise<ReadonlyMap<string, string | undefined>> | undefined;

  constructor(project: Project, stages: readonly Stage[], options: DigestOptions) {
    this.#project = project;
    this.#stages = stages;
    this.#options = options;
  }

  /** The record of a run of the stage made here and now; undefined without git, which is what tells code apart. */
  async record(stage: Stage): Promise<RunRecord | undefined> {
    const { git, machine } = this.#project;
    if (git === undefined) {
      return undefined;
    }
    this.#ids ??= git.fileIds();
    const ids = await this.#ids;
    const files = [...ids.keys()];
    const { codePaths, writer } = this.#options;
    const matchesCode = codePaths === undefined ? undefined : codeMatcher(codePaths, await git.prefix());
    const question = { files, stages: this.#stages, ...(matchesCode === undefined ? {} : { matchesCode }) };
    const facts = [machine.platform, machine.imageDigest ?? '', machine.driver ?? '', ...(callsSightline(stage) ? [writer] : [])];
    return {
      code: await this.#digest(codeFiles(question, stage), [], ids),
      environment: await this.#digest(environmentFiles(files), facts, ids),
    };
  }

  async #digest(files: readonly string[], facts: readonly string[], ids: ReadonlyMap<string, string | undefined>): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(facts));
    for (const file of files.toSorted()) {
      digest.update(JSON.stringify([file, ids.get(file) ?? (await this.#describe(file))]));
    }
    return digest.digest('hex');
  }

  /** What git doesn't tell of: a link counts by what it leads to, and a file that is gone as gone. */
  async #describe(file: string): Promise<readonly unknown[]> {
    const content = await this.#project.data.describe(file);
    return [content?.info.md5 ?? null, content?.info.isExec ?? false];
  }
}

/** Our own trainer may do another thing in another version. */
function callsSightline(stage: Stage): boolean {
  return commandLines(stage).some((line) => /\bsightline\b/i.test(line));
}
