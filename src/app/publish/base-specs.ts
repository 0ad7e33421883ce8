import { SightlineError } from '../../core/errors.ts';
import type { ReportFile } from '../../core/report/file/report-file.ts';
import type { RepositoryFiles } from '../../core/report-ports.ts';
import { isOutside, joinFromRoot, normalize } from '../../core/data/root-path.ts';
import { readSpec } from '../../core/spec/read-spec.ts';
import { specFile } from '../../core/spec/spec-file.ts';
import { specSchema, type Spec } from '../../core/spec/spec.ts';

/** The spec that governs a model, with its file in the repository and that file's text. */
export interface Ruling {
  readonly spec: Spec;
  readonly path: string;
  readonly text: string;
}

/** What the base branch says: its specs by the model that they are of, and those that can't be read. */
export interface BaseSpecs {
  readonly rulings: ReadonlyMap<string, Ruling>;
  readonly problems: readonly SightlineError[];
}

const mostProjects = 10;

/** Reads the specs of projects at the tip of the base branch, one request each. A branch without one governs nothing. */
export async function readBaseSpecs(files: RepositoryFiles, projects: readonly string[], branch: string): Promise<BaseSpecs> {
  const rulings = new Map<string, Ruling>();
  const problems: SightlineError[] = [];
  for (const path of listSpecFiles(projects)) {
    const text = await files.readText(path, `refs/heads/${branch}`);
    if (text === undefined) {
      continue;
    }
    try {
      const spec = readSpec(text);
      rulings.set(spec.model.name, { spec, path, text });
    } catch (error) {
      problems.push(atPath(error, path));
    }
  }
  return { rulings, problems };
}

/** The rules for a model that base has no spec for: the defaults, and nothing that is asked of it. */
export function withoutSpec({ model: name, comparison: { task } }: ReportFile): Pick<Spec, 'model' | 'evaluate'> {
  const model = { name: 'model', task, artifact: 'model' };
  const { model: made, evaluate } = specSchema.parse({
    version: 1,
    model,
    data: { test: { images: 'data' } },
    evaluate: { predictions: 'p' },
  });
  return { model: { ...made, name }, evaluate };
}

/** Throws `invalid-option` for a folder that isn't in the repository. */
function listSpecFiles(projects: readonly string[]): readonly string[] {
  const folders = projects.map((project) => normalize(project.trim()));
  const wrong = folders.find(isOutside);
  if (wrong !== undefined || folders.length > mostProjects) {
    const why = wrong === undefined ? `at most ${mostProjects} projects are reported` : `'${wrong}' is no folder of the repository`;
    throw new SightlineError('invalid-option', why, { hint: 'Name folders from the root of the repository, one a line.' });
  }
  return [...new Set(folders)].map((folder) => joinFromRoot(folder, specFile));
}

/** The spec's own errors name its file as it is called in its project. */
function atPath(error: unknown, path: string): SightlineError {
  if (!(error instanceof SightlineError)) {
    throw error;
  }
  const { code, message, hint, place } = error;
  return new SightlineError(code, message, { hint, place: { ...place, file: path }, cause: error });
}
