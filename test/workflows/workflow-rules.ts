import { isDeepStrictEqual } from 'node:util';
import { stepsOf, type Step, type Workflow } from './parsed-workflow.ts';

/** What must hold of every workflow; answers what doesn't. */
export interface WorkflowRule {
  readonly name: string;
  readonly find: (workflow: Workflow, expected: ExpectedWorkflow) => readonly string[];
}

/** What a template is meant to start on, and what its jobs are let do. */
export interface ExpectedWorkflow {
  readonly on: Workflow['on'];
  readonly jobs: Readonly<Record<string, ExpectedJob>>;
  readonly concurrency?: NonNullable<Workflow['concurrency']>;
}

/** A job by what it may do and whose code it runs. */
export interface ExpectedJob {
  readonly permissions: Readonly<Record<string, string>>;
  /** Code, scripts or settings of a head run in it. */
  readonly runsHead: boolean;
  /** It takes heads of the same repository only. */
  readonly refusesForks?: true;
}

const sameRepository = 'github.event.pull_request.head.repo.full_name == github.repository';

/** The rules of ADR 9, on the parsed file: a runner would not tell that one is broken. */
export const workflowRules: readonly WorkflowRule[] = [
  {
    name: 'starts on what it is for, and never on pull_request_target',
    find: ({ on }, expected) => [
      ...(isDeepStrictEqual(on, expected.on) ? [] : [`starts on ${JSON.stringify(on)}`]),
      ...('pull_request_target' in on ? ['starts on pull_request_target'] : []),
    ],
  },
  {
    name: "gives nothing to jobs that don't ask",
    find: ({ permissions }) => (isDeepStrictEqual(permissions, {}) ? [] : [`its permissions are ${JSON.stringify(permissions)}`]),
  },
  {
    name: 'gives each job the least',
    find: ({ jobs }, expected) =>
      [...new Set([...Object.keys(jobs), ...Object.keys(expected.jobs)])]
        .filter((name) => !isDeepStrictEqual(jobs[name]?.permissions, expected.jobs[name]?.permissions))
        .map((name) => `${name} may ${JSON.stringify(jobs[name]?.permissions)}`),
  },
  {
    name: 'has the concurrency that it needs',
    find: ({ concurrency }, expected) =>
      isDeepStrictEqual(concurrency, expected.concurrency) ? [] : [`its concurrency is ${JSON.stringify(concurrency)}`],
  },
  {
    name: 'takes no head of a fork',
    find: ({ jobs }, expected) =>
      Object.entries(jobs)
        .filter(([name, job]) => expected.jobs[name]?.refusesForks === true && !refusesForks(job.if ?? ''))
        .map(([name]) => `${name} would take the head of a fork`),
  },
  {
    name: 'has no expression in a script',
    find: (workflow) => stepsOf(workflow).flatMap(({ job, run }) => (run?.includes('${{') === true ? [`${job} runs ${run}`] : [])),
  },
  {
    name: 'pins every action by its commit',
    find: (workflow) =>
      stepsOf(workflow).flatMap(({ job, uses }) => (uses === undefined || /@[0-9a-f]{40}$/.test(uses) ? [] : [`${job} uses ${uses}`])),
  },
  {
    name: 'gives no secret and no token to code of a head',
    find: ({ jobs }, expected) =>
      Object.entries(jobs)
        .filter(([name]) => expected.jobs[name]?.runsHead === true)
        .filter(([, { steps, ...job }]) =>
          /secrets\b|github\.token/i.test(JSON.stringify([job, steps.filter((step) => !fetchesNotes(step))])),
        )
        .map(([name]) => `${name} has a secret or token`),
  },
  {
    name: 'leaves no token in a clone',
    find: (workflow) =>
      stepsOf(workflow)
        .filter(({ uses }) => uses?.startsWith('actions/checkout@') === true)
        .filter((step) => step.with?.['persist-credentials'] !== false)
        .map(({ job }) => `${job} keeps the token in its clone`),
  },
  {
    name: 'runs nothing of a head beside a right to write',
    find: ({ jobs }, expected) =>
      Object.keys(jobs)
        .filter((name) => expected.jobs[name]?.runsHead === true)
        .filter((name) => Object.entries(jobs[name]?.permissions ?? {}).some(([scope, level]) => level === 'write' && scope !== 'id-token'))
        .map((name) => `${name} may write and runs code of a head`),
  },
];

/** Like the checkout before it, this fetches, and runs nothing of what it fetches. */
const fetchOfNotes = String.raw`export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 | tr -d '\n')" \
  git fetch --quiet origin '+refs/notes/sightline*:refs/notes/sightline*'
`;

/** The one step that may have the token beside a head. */
function fetchesNotes({ run, env }: Step): boolean {
  return run === fetchOfNotes && Object.keys(env ?? {}).join() === 'GITHUB_TOKEN';
}

/** True where the condition can't hold for a fork: it stands alone, or beside other events, within `&&`. */
function refusesForks(condition: string): boolean {
  const [, ...rest] = condition.split(sameRepository);
  const alternatives = condition.replaceAll(sameRepository, '').replaceAll(/github\.event_name == 'merge_group' \|\|/g, '');
  return rest.length === 1 && !alternatives.includes('||') && !alternatives.includes('!');
}
