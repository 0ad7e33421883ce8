import { createHash } from 'node:crypto';
import createMatcher from 'ignore';
import { codeFiles, environmentFiles } from '../core/pipeline/code-files.ts';
import type { RunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Project } from './project.ts';

/** Computes what a run is made with beyond DVC's key; files are listed once, when a stage is first asked about. */
export class RunDigests {
  readonly #project: Project;
  readonly #stages: readonly Stage[];
  readonly #matchesCode: ((path: string) => boolean) | undefined;
  #files: Promise<readonly string[]> | undefined;

  /** `codePaths` are the globs of `train.code`; without them everything that isn't known to be something else is code. */
  constructor(project: Project, stages: readonly Stage[], codePaths?: readonly string[]) {
    this.#project = project;
    this.#stages = stages;
    if (codePaths !== undefined) {
      const matcher = createMatcher({ ignorecase: false }).add([...codePaths]);
      this.#matchesCode = (path) => matcher.ignores(path);
    }
  }

  /** The record of a run of the stage made here and now. */
  async record(stage: Stage): Promise<RunRecord> {
    const files = await this.#list();
    const matchesCode = this.#matchesCode;
    const question = { files, stages: this.#stages, ...(matchesCode === undefined ? {} : { matchesCode }) };
    const { platform, imageDigest, driver } = this.#project.machine;
    return {
      code: await this.#digest(codeFiles(question, stage), []),
      environment: await this.#digest(environmentFiles(files), [platform, imageDigest ?? '', driver ?? '']),
    };
  }

  #list(): Promise<readonly string[]> {
    this.#files ??= this.#project.git?.listFiles() ?? Promise.resolve([]);
    return this.#files;
  }

  async #digest(files: readonly string[], facts: readonly string[]): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(facts));
    for (const file of files.toSorted()) {
      const content = await this.#project.data.describe(file);
      digest.update(JSON.stringify([file, content?.info.md5 ?? null, content?.info.isExec ?? false]));
    }
    return digest.digest('hex');
  }
}
