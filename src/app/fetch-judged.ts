import type { CommittedTree } from './committed-tree.ts';
import { fetchContents } from './fetch.ts';
import { loadSpec } from './load-spec.ts';
import type { Project } from './project.ts';
import type { RunTransfer } from './transfer-runs.ts';

/**
 * Brings what judging a commit reads and the cache lacks from the default remote: predictions, labels and images of the test set,
 * curves and evaluations of other seeds. Without a remote nothing is brought; what isn't at it is warned of. Throws `no-spec`, `invalid-spec` and what fetching throws.
 */
export async function fetchJudged(project: Project, commit: CommittedTree, options: RunTransfer): Promise<void> {
  if (project.remotes.defaultName === undefined) {
    return;
  }
  const { data, evaluate } = await loadSpec(commit);
  const named = [data.test.images, data.test.labels, evaluate.predictions, evaluate.curves, evaluate.seeds].flat();
  const tracked = await Promise.all(named.map(async (path) => (path === undefined ? undefined : commit.tracked(path))));
  const wanted = new Map(tracked.flatMap((content) => (content === undefined ? [] : [[content.path, content] as const])));
  const contents = [...wanted.values()].map((content) => ({ ...content, within: undefined }));
  await fetchContents(project, undefined, contents, options);
}
