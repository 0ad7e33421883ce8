import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A step of a job. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job of a workflow. */
export interface Job {
  readonly if?: string;
  readonly 'runs-on': string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: unknown;
  readonly steps: readonly Step[];
}

/** A workflow as its file says it. */
export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean | string };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a workflow's text says. */
export function parseWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** The text of each workflow in a folder by its file's name. */
export function workflowsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Every step, with the job that it belongs to. */
export function stepsOf(workflow: Workflow): readonly (Step & { readonly job: string })[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ ...step, job })));
}
