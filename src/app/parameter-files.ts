import { SightlineError } from '../core/errors.ts';
import { compareParameters, selectParameters } from '../core/pipeline/parameters.ts';
import type { ParameterFileState } from '../core/pipeline/stage-status.ts';
import type { ParameterDependency, Stage } from '../core/pipeline/stage.ts';
import type { Tree } from '../core/ports.ts';
import { readParameterFile } from '../core/value/read-parameter-file.ts';
import type { ValueMap } from '../core/value/value.ts';

/** The parameter files of a tree, each read once until told that they may have changed. */
export class ParameterFiles {
  readonly #tree: Tree;
  readonly #read = new Map<string, Promise<ValueMap | undefined>>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** How the parameters differ from the locked ones; undefined when they don't. */
  async compare(dep: ParameterDependency, locked: ValueMap | undefined): Promise<ParameterFileState | undefined> {
    return compareParameters(await this.#load(dep.path), locked, dep.names);
  }

  /** The values that a stage depends on. Throws `missing-file` and `missing-parameter`. */
  async select(dep: ParameterDependency, stage: Stage): Promise<ValueMap> {
    const file = await this.#load(dep.path);
    if (file === undefined) {
      throw new SightlineError('missing-file', `'${dep.definition}', a parameter file of stage '${stage.address}', does not exist`, {
        place: { file: stage.file },
      });
    }
    const { values, missing } = selectParameters(file, dep.names);
    if (missing.length > 0) {
      throw new SightlineError(
        'missing-parameter',
        `stage '${stage.address}' depends on ${missing.map((name) => `'${name}'`).join(', ')}`,
        {
          place: { file: dep.path },
          hint: `Add the missing parameter to ${dep.definition}, or take it out of ${stage.file}.`,
        },
      );
    }
    return values;
  }

  /** A stage has run, and may have written parameter files. */
  forget(): void {
    this.#read.clear();
  }

  #load(path: string): Promise<ValueMap | undefined> {
    let pending = this.#read.get(path);
    if (pending === undefined) {
      pending = this.#tree.readText(path).then((text) => (text === undefined ? undefined : readParameterFile(text, path)));
      this.#read.set(path, pending);
    }
    return pending;
  }
}
