import { isWithin } from '../core/data/root-path.ts';
import type { Tree, Workspace } from '../core/ports.ts';
import { specFile } from '../core/spec/spec-file.ts';
import { startingSpec, type SpecAnswers } from '../core/spec/starting-spec.ts';
import { renderWorkflow } from '../core/workflows/render-workflow.ts';
import type { WorkflowSettings } from '../core/workflows/workflow-settings.ts';
import { loadPipeline } from './load-pipeline.ts';

/** What is known of a repository that is set up for pull requests. */
export interface SetUpAnswers {
  readonly spec: SpecAnswers;
  readonly workflows: WorkflowSettings;
}

/** A file of the set-up: `differs` where another text stands there. */
export interface SetUpFile {
  readonly path: string;
  readonly text: string;
  readonly state: 'new' | 'same' | 'differs';
}

/** The files to write, from templates by their names. A spec that is there stays, whatever it says. */
export async function planSetUp(
  workspace: Tree,
  templates: ReadonlyMap<string, string>,
  { spec, workflows }: SetUpAnswers,
): Promise<readonly SetUpFile[]> {
  const texts = new Map([...templates].map(([name, text]) => [`.github/workflows/${name}`, renderWorkflow(text, workflows)]));
  if ((await workspace.kind(specFile)) === undefined) {
    texts.set(specFile, startingSpec(spec, await trainingStages(workspace, spec.artifact)));
  }
  return await Promise.all(
    [...texts].map(async ([path, text]) => {
      const before = await workspace.readText(path);
      return { path, text, state: before === undefined ? 'new' : before === text ? 'same' : 'differs' } as const;
    }),
  );
}

/** The stages that write the artifact; where there is no pipeline yet, the one that the documentation has. */
async function trainingStages(workspace: Tree, artifact: string): Promise<readonly string[]> {
  const { stages, files } = await loadPipeline(workspace);
  const writers = stages.filter(({ outs }) => outs.some((out) => isWithin(artifact, out.path)));
  return files.some((file) => file.stages.length > 0) ? [...new Set(writers.map(({ address }) => address.replace(/@.*$/, '')))] : ['train'];
}

/** Writes what is new, and what differs where that was allowed. Answers the paths. */
export async function writeSetUp(workspace: Workspace, files: readonly SetUpFile[], overwrite: boolean): Promise<readonly string[]> {
  const wanted = files.filter(({ state }) => state === 'new' || (state === 'differs' && overwrite));
  for (const { path, text } of wanted) {
    await workspace.write(path, text);
  }
  return wanted.map(({ path }) => path);
}
