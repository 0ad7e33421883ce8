import { SightlineError } from '../core/errors.ts';
import type { StageOutcome } from './repro-context.ts';
import { type StepFailure, describeFailure } from './step-failure.ts';

/** What to do when a stage fails: end, go on with what doesn't need it, or go on with everything. */
export type OnError = 'fail' | 'keep-going' | 'ignore';

/** A step of a plan: a stage or a `.dvc` file. */
export interface PlanStep {
  readonly address: string;
  /** Addresses of the steps whose outputs this one reads. */
  readonly upstream: readonly string[];
}

/** How a plan is carried out. */
export interface PlanOptions<Step extends PlanStep> {
  /** How many steps may run at once. */
  readonly jobs: number;
  readonly onError: OnError;
  readonly force: boolean;
  /** What depends on a changed step is forced, too. */
  readonly forceDownstream: boolean;
  readonly signal?: AbortSignal;
  run(step: Step, force: boolean): Promise<StageOutcome>;
  warn(line: string): void;
}

/** What became of a step. */
export type StepResult =
  | { readonly stage: string; readonly outcome: StageOutcome | 'skipped' }
  | ({ readonly stage: string; readonly outcome: 'failed' } & StepFailure);

/** What became of a plan. */
export interface PlanResult {
  readonly steps: readonly StepResult[];
  /** What to throw once the steps are told of; absent when all went well, or failures are ignored. */
  readonly failure?: unknown;
}

/** Carries out steps in the order of the plan, each after all that it reads from. */
export async function runPlan<Step extends PlanStep>(steps: readonly Step[], options: PlanOptions<Step>): Promise<PlanResult> {
  return new PlanRun(steps, options).finish();
}

class PlanRun<Step extends PlanStep> {
  readonly #options: PlanOptions<Step>;
  readonly #steps: readonly Step[];
  readonly #waiting: Set<Step>;
  readonly #outcomes = new Map<string, StepResult['outcome']>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #forced = new Set<string>();
  readonly #failures: { readonly step: Step; readonly error: unknown }[] = [];

  constructor(steps: readonly Step[], options: PlanOptions<Step>) {
    this.#steps = steps;
    this.#options = options;
    this.#waiting = new Set(steps);
  }

  async finish(): Promise<PlanResult> {
    for (;;) {
      this.#startReady();
      if (this.#running.size === 0) {
        break;
      }
      await Promise.race(this.#running.values());
    }
    const failure = this.#failure();
    return { steps: this.#steps.map((step) => this.#resultOf(step)), ...(failure === undefined ? {} : { failure }) };
  }

  #resultOf(step: Step): StepResult {
    const stage = step.address;
    const outcome = this.#outcomes.get(stage) ?? 'skipped';
    return outcome === 'failed'
      ? { stage, outcome, ...describeFailure(this.#failures.find((failure) => failure.step === step)?.error) }
      : { stage, outcome };
  }

  #startReady(): void {
    const ended = this.#options.signal?.aborted === true || (this.#options.onError === 'fail' && this.#failures.length > 0);
    for (const step of ended ? [] : this.#waiting) {
      if (this.#running.size >= this.#options.jobs) {
        return;
      }
      if (step.upstream.every((address) => this.#isDone(address))) {
        this.#waiting.delete(step);
        this.#running.set(step.address, this.#run(step));
      }
    }
  }

  /** A step that isn't part of the plan holds nothing up. */
  #isDone(address: string): boolean {
    return this.#outcomes.has(address) || !this.#steps.some((step) => step.address === address);
  }

  async #run(step: Step): Promise<void> {
    const force = this.#options.force || this.#forced.has(step.address);
    try {
      const outcome = await this.#options.run(step, force);
      this.#outcomes.set(step.address, outcome);
      if (this.#options.forceDownstream && (outcome !== 'unchanged' || force)) {
        this.#steps.filter((other) => other.upstream.includes(step.address)).forEach((other) => this.#forced.add(other.address));
      }
    } catch (error) {
      this.#outcomes.set(step.address, 'failed');
      this.#failures.push({ step, error });
      this.#skipDependents(step, error);
    } finally {
      this.#running.delete(step.address);
    }
  }

  #skipDependents(step: Step, error: unknown): void {
    const { onError } = this.#options;
    const warn = (line: string): void => this.#options.warn(line);
    if (onError === 'fail') {
      return;
    }
    warn(`${error instanceof Error ? error.message : String(error)}${onError === 'ignore' ? ' (ignored)' : ''}`);
    if (onError === 'ignore') {
      return;
    }
    const skipped = this.#dependents(step.address);
    for (const other of skipped) {
      this.#waiting.delete(other);
      this.#outcomes.set(other.address, 'skipped');
    }
    if (skipped.length > 0) {
      warn(`${skipped.length > 1 ? 'Stages' : 'Stage'} ${quoteAll(skipped)} will be skipped due to this failure`);
    }
  }

  #dependents(address: string): Step[] {
    const found = new Set<Step>();
    const search = (from: string): void => {
      for (const step of this.#waiting) {
        if (!found.has(step) && step.upstream.includes(from)) {
          found.add(step);
          search(step.address);
        }
      }
    };
    search(address);
    return [...found];
  }

  #failure(): unknown {
    const { signal, onError } = this.#options;
    const [first, ...others] = this.#failures;
    if (first !== undefined && onError !== 'ignore') {
      if (onError === 'fail' || others.length === 0) {
        return first.error;
      }
      return new SightlineError('stage-failed', `failed to reproduce stages: ${quoteAll(this.#failures.map(({ step }) => step))}`, {
        cause: first.error,
      });
    }
    if (signal?.aborted === true && this.#waiting.size > 0) {
      return new SightlineError('interrupted', 'interrupted');
    }
    return undefined;
  }
}

function quoteAll(steps: readonly PlanStep[]): string {
  return steps.map((step) => `'${step.address}'`).join(', ');
}
