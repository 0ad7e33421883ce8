import type { Workspace } from '../core/ports.ts';
import { specFile } from '../core/spec/spec-file.ts';
import { startingSpec, type SpecAnswers } from '../core/spec/starting-spec.ts';
import { renderWorkflow } from '../core/workflows/render-workflow.ts';
import type { WorkflowSettings } from '../core/workflows/workflow-settings.ts';

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
  workspace: Pick<Workspace, 'readText' | 'kind'>,
  templates: ReadonlyMap<string, string>,
  { spec, workflows }: SetUpAnswers,
): Promise<readonly SetUpFile[]> {
  const texts = new Map([...templates].map(([name, text]) => [`.github/workflows/${name}`, renderWorkflow(text, workflows)]));
  if ((await workspace.kind(specFile)) === undefined) {
    texts.set(specFile, startingSpec(spec));
  }
  return await Promise.all(
    [...texts].map(async ([path, text]) => {
      const before = await workspace.readText(path);
      return { path, text, state: before === undefined ? 'new' : before === text ? 'same' : 'differs' } as const;
    }),
  );
}

/** Writes what is new, and what differs where that was allowed. Answers the paths. */
export async function writeSetUp(workspace: Workspace, files: readonly SetUpFile[], overwrite: boolean): Promise<readonly string[]> {
  const wanted = files.filter(({ state }) => state === 'new' || (state === 'differs' && overwrite));
  for (const { path, text } of wanted) {
    await workspace.write(path, text);
  }
  return wanted.map(({ path }) => path);
}
