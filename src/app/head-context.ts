import type { Spec } from '../core/spec/spec.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { OtherLocks } from './lock-files.ts';
import { noteLocks } from './open-commit.ts';
import type { Project } from './project.ts';

/** What plan, train and repro know besides the pipeline. */
export interface HeadContext {
  /** Locks of the git note of HEAD. */
  readonly otherLocks: OtherLocks;
  /** Undefined in a repository that has only a dvc.yaml. */
  readonly spec: Spec | undefined;
}

/** The locks of the git note of HEAD; none without git or a commit. Reading them throws `invalid-lock-file`. */
export function headLocks(git: Project['git']): OtherLocks {
  return async () => (git === undefined ? new Map() : noteLocks(git, 'HEAD'));
}

/** Reads the spec of the workspace; the note of HEAD is read by who asks for its locks. Throws `invalid-spec`. */
export async function readHeadContext(project: Pick<Project, 'git' | 'workspace'>): Promise<HeadContext> {
  return { otherLocks: headLocks(project.git), spec: await loadSpecIfAny(project.workspace) };
}

/** Checking a spec takes a library that a repository without one needn't wait for. */
async function loadSpecIfAny(workspace: Project['workspace']): Promise<Spec | undefined> {
  if ((await workspace.kind(specFile)) !== 'file') {
    return undefined;
  }
  const { loadSpec } = await import('./load-spec.ts');
  return loadSpec(workspace);
}
