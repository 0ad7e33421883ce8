import type { Spec } from '../core/spec/spec.ts';
import { specFile } from '../core/spec/read-spec.ts';
import { loadSpec } from './load-spec.ts';
import type { OtherLocks } from './lock-files.ts';
import { readLockNote } from './open-commit.ts';
import type { Project } from './project.ts';

/** What plan, train and repro know besides the pipeline. */
export interface HeadContext {
  /** Locks of the git note of HEAD. */
  readonly otherLocks: OtherLocks;
  /** Undefined in a repository that has only a dvc.yaml. */
  readonly spec: Spec | undefined;
}

/** The locks of the git note of HEAD; none without git. Throws `invalid-lock-file`. */
export async function readHeadLocks(git: Project['git']): Promise<OtherLocks> {
  return git === undefined ? new Map() : readLockNote(git, 'HEAD');
}

/** Reads the note of HEAD and the spec of the workspace. Throws `invalid-spec` and `invalid-lock-file`. */
export async function readHeadContext(project: Pick<Project, 'git' | 'workspace'>): Promise<HeadContext> {
  return {
    otherLocks: await readHeadLocks(project.git),
    spec: (await project.workspace.kind(specFile)) === 'file' ? await loadSpec(project.workspace) : undefined,
  };
}
