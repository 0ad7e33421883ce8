import type { PlannedStage } from '../pipeline/planned-stage.ts';

/** What a changed file is to training; comments and layout alone make a file of any kind `prose`. */
export type ChangeKind = 'spec' | 'pipeline' | 'parameters' | 'lock' | 'data' | 'code' | 'environment' | 'configuration' | 'prose';

/** Changed files of one kind. */
export interface KindOfChange {
  readonly kind: ChangeKind;
  readonly count: number;
  /** The first of them, from git's top. */
  readonly files: readonly string[];
}

/** A key that the base branch governs and that a change has otherwise: it takes effect after the merge. */
export interface GovernedChange {
  /** Such as `evaluate.gates`, or `remote.storage.url` of DVC's configuration. */
  readonly key: string;
  /** As JSON, cut where it is long; null for a key that isn't there. */
  readonly base: string | null;
  readonly head: string | null;
  /** From git's top. */
  readonly file: string;
  readonly line: number | null;
}

/** One job of a matrix. */
export interface PlannedJob {
  /** The project's, from git's top; `.` is the top itself. */
  readonly folder: string;
  /** The name of the report: that of the model as the base branch has it. */
  readonly report: string;
  readonly runsOn: readonly string[];
  /** Stages that count as trainings and will or may run. */
  readonly trainings: number;
}

/** One project of a repository in the plan of a change. */
export interface PlannedProject extends PlannedJob {
  /** Whether a job has something to do or to judge. */
  readonly needed: boolean;
  readonly governed: readonly GovernedChange[];
  /** Why no job may do it, where that is so. */
  readonly refused: { readonly message: string; readonly file: string; readonly line: number | null } | null;
}

/** A step of a project's plan. */
export interface PlannedStep extends PlannedStage {
  /** The project's, as a job has it. */
  readonly folder: string;
}

/** The plan of a change: what differs from the base branch, and what that takes. */
export interface ChangePlan {
  readonly base: { readonly name: string; readonly commit: string };
  /** The full commit id that changes are counted from. */
  readonly mergeBase: string;
  /** The full commit id that is checked out. */
  readonly head: string;
  readonly pullRequest: number | null;
  readonly needed: boolean;
  readonly trainings: number;
  readonly matrix: { readonly include: readonly PlannedJob[] };
  readonly changes: readonly KindOfChange[];
  readonly projects: readonly PlannedProject[];
  /** Of all projects, each in the order in which its stages run. */
  readonly stages: readonly PlannedStep[];
  readonly cost: 'not configured';
  readonly policy: 'not configured';
  readonly notes: readonly string[];
}
