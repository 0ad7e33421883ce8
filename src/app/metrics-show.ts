import { extractMetrics, sameReading, type RevisionReading } from '../core/pipeline/metrics.ts';
import type { Tree } from '../core/ports.ts';
import type { Project } from './project.ts';
import { readRevision } from './revision-reading.ts';
import { chosenRevisions, isWorkspaceOnly, requireGit, workspaceName, type RevisionChoice } from './revisions.ts';

/** What reading metrics and parameters needs. */
export type ReadingPorts = Pick<Project, 'workspace' | 'git' | 'data'>;

/** Reads the metrics of the workspace alone, under the empty name as in DVC's JSON, or of the chosen revisions. */
export async function showMetrics(
  project: ReadingPorts,
  choice: RevisionChoice,
  targets: readonly string[],
): Promise<ReadonlyMap<string, RevisionReading>> {
  if (isWorkspaceOnly(choice)) {
    return new Map([['', await readMetrics(project, project.workspace, targets)]]);
  }
  const readings = new Map<string, RevisionReading>();
  for (const [name, tree] of await chosenRevisions(project, choice)) {
    readings.set(name, await readMetrics(project, tree, targets));
  }
  await hideWorkspace(project, readings);
  return readings;
}

/** The workspace isn't shown when it says the same as the branch it is on. */
async function hideWorkspace(project: ReadingPorts, readings: Map<string, RevisionReading>): Promise<void> {
  const branch = await requireGit(project.git).currentBranch();
  const committed = branch === undefined ? undefined : readings.get(branch);
  const current = readings.get(workspaceName);
  if (committed !== undefined && current !== undefined && sameReading(committed, current)) {
    readings.delete(workspaceName);
  }
}

/** Reads the metrics of one tree: those of its stages, then those under `metrics:`, or the targets alone. */
export function readMetrics(project: ReadingPorts, tree: Tree, targets: readonly string[]): Promise<RevisionReading> {
  return readRevision(project.data, tree, (pipeline) => {
    const outputs = pipeline.stages.flatMap((stage) => stage.outs.filter((out) => out.kind === 'metric').map((out) => out.path));
    const paths = targets.length > 0 ? targets : [...outputs, ...pipeline.metrics];
    return { files: new Map(paths.map((path) => [path, extractMetrics])) };
  });
}
