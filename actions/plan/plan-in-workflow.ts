import type { ActionRun } from '../../src/core/actions-ports.ts';
import { SightlineError } from '../../src/core/errors.ts';
import type { ChangePlan } from '../../src/core/github/change.ts';
import { type PlannedEvent, readPlannedEvent } from '../../src/core/github/planned-event.ts';
import { planMarkdown } from '../../src/core/report/plan-markdown.ts';
import { planText } from '../../src/core/report/plan-text.ts';
import type { Console } from '../../src/core/ports.ts';
import { planChangeHere, refusalOf } from '../../src/cli/plan-change.ts';

/** An output of a step has at most a MiB, in UTF-16 units. */
const longestOutput = 500_000;

/** The plan action: which change the event is about, its plan as outputs and a summary. A job that base allows no runner fails the step. */
export async function planInWorkflow(run: ActionRun, cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { name, payload } = await run.readEvent();
  const event = readPlannedEvent(name, payload);
  if (event.isFork) {
    setOutputs(run, undefined);
    run.info('This pull request comes from a fork: a maintainer trains it with the comment `/train` and its full commit.');
    return;
  }
  const folder = run.input('folder');
  const console = quietConsole(run);
  const cli = { cwd, env, console, signal: new AbortController().signal, exitWith: () => {} };
  const pullRequest = pullRequestOf(run, event);
  const plan = await planChangeHere(cli, {
    asksRemote: true,
    bases: run.input('base') === '' ? event.bases : [run.input('base')],
    ...(folder === '' ? {} : { folder }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
  setOutputs(run, plan);
  planText(plan)
    .split('\n')
    .forEach((line) => run.info(line));
  await run.summary(planMarkdown(plan));
  const refusal = refusalOf(plan);
  if (refusal !== undefined) {
    throw refusal;
  }
}

function setOutputs(run: ActionRun, plan: ChangePlan | undefined): void {
  const include = plan?.matrix.include ?? [];
  run.output('needed', String(plan?.needed === true));
  run.output('matrix', JSON.stringify({ include }));
  run.output('runs-on', JSON.stringify(include[0]?.runsOn ?? []));
  run.output('plan', plan === undefined ? 'null' : asOutput(plan));
}

function asOutput(plan: ChangePlan): string {
  const whole = JSON.stringify(plan);
  if (whole.length <= longestOutput) {
    return whole;
  }
  const short = JSON.stringify({ ...plan, stages: plan.stages.filter(({ action }) => action !== 'unchanged') });
  return short.length <= longestOutput ? short : JSON.stringify({ ...plan, stages: [], notes: ['The plan is too long for an output.'] });
}

function pullRequestOf(run: ActionRun, event: PlannedEvent): number | undefined {
  const text = run.input('pull-request');
  if (text === '') {
    return event.pullRequest;
  }
  if (!/^[1-9]\d{0,9}$/.test(text)) {
    throw new SightlineError('invalid-input', '`pull-request` must be the number of a pull request');
  }
  return Number(text);
}

function quietConsole(run: ActionRun): Console {
  return {
    result: () => {},
    info: (line) => run.info(line),
    warn: (line) => run.annotate('warning', line),
    progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }),
  };
}
