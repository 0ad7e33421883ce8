import { forbiddenOutputHint, whyForbidden } from '../core/data/output-path.ts';
import { baseName, isOutside, overlaps } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { type Project, rootPath, showPath } from './project.ts';
import { outputPaths } from './select-nodes.ts';

/** Where data from elsewhere goes, from the root: `out` as typed, in it if it is a folder; the name in the url without it. */
export async function importTarget(project: Project, url: string, out: string | undefined): Promise<string> {
  const name = baseName(
    url
      .replace(/^[^?#]*?:\/\/[^/]*/, '')
      .replace(/[?#].*$/s, '')
      .replace(/\/+$/, ''),
  );
  const typed = out === undefined ? name : (await project.workspace.kind(rootPath(project, out))) === 'folder' ? `${out}/${name}` : out;
  return allowedTarget(project, typed);
}

/** A path as typed, from the root. Throws `forbidden-path` where no output may lie. */
export function allowedTarget(project: Project, typed: string): string {
  const path = rootPath(project, typed);
  const why = typed === '' ? 'has no name' : isOutside(path) ? 'lies outside of the project' : whyForbidden(path, { cache: true });
  if (why !== undefined) {
    throw new SightlineError('forbidden-path', `the output '${typed}' ${why}`, { hint: forbiddenOutputHint });
  }
  return path;
}

/** Keeps what is there from being replaced unasked. Throws `unsaved-changes`. */
export async function refusePresent(project: Project, path: string): Promise<void> {
  if ((await project.workspace.kind(path)) !== undefined) {
    throw new SightlineError('unsaved-changes', `'${showPath(project, path)}' exists already`, { hint: 'Use --force to replace it.' });
  }
}

/** Throws `output-overlap` where a stage, or another `.dvc` file than `file`, has the path, a part of it or what it lies in. */
export function refuseOwned(pipeline: Pipeline, path: string, file: string): void {
  for (const node of pipeline.nodes) {
    const owned = node.file === file ? undefined : outputPaths(node).find((out) => overlaps(out, path));
    if (owned !== undefined) {
      throw new SightlineError('output-overlap', `'${path}' overlaps with '${owned}', which '${node.address}' has`, {
        place: { file: node.file },
      });
    }
  }
}
