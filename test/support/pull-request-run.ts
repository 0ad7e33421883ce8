import { publishPorts } from '../../actions/report/publish-ports.ts';
import { publishReport } from '../../src/app/publish-report.ts';
import type { ReportFile } from '../../src/core/report/file/report-file.ts';
import { writeReportFile } from '../../src/core/report/file/write-report-file.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import type { Grant } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin, type TwinOptions } from '../rigs/github/twin.ts';
import type { PlannedRun } from '../rigs/github/runs.ts';
import type { Repository } from '../rigs/github/world.ts';
import { commitFiles } from './commit-files.ts';
import { madeReport } from './report-data.ts';
import { madeReportFile } from './report-file.ts';
import { clientOf, defects } from './twin-client.ts';
import { stepClient } from './workflow-step.ts';
import { zipOf } from './zip-of.ts';

type Gates = Spec['evaluate']['gates'];
type PlannedArtifacts = NonNullable<PlannedRun['artifacts']>;

/** What the report job of the templates may do. */
export const reportGrants: readonly Grant[] = ['actions:read', 'checks:write', 'contents:read', 'pull-requests:write'];
const train = { name: 'Sightline train', path: '.github/workflows/sightline-train.yml', event: 'pull_request' } as const;

/** A spec for the models of made reports. */
export function specText(gates: Gates = [], model = 'animals'): string {
  const lines = gates.map((gate) => `    - ${JSON.stringify(gate)}\n`).join('');
  return [
    `version: 1\nmodel: { name: ${model}, task: classification, artifact: models/${model}.onnx }\n`,
    'data:\n  test: { images: data/test, labels: labels/test.csv }\n',
    `evaluate:\n  predictions: eval/predictions.json\n${lines === '' ? '' : `  gates:\n${lines}`}`,
  ].join('');
}

/** A report as the training job leaves it: head is better. */
export function betterReport(gates: Gates = []): ReportFile {
  return madeReportFile(madeReport({ gates }));
}

/** The artifact that a report travels in. */
export async function reportArtifact(report: ReportFile | string = betterReport(), name = 'animals'): Promise<PlannedArtifacts[number]> {
  const json = typeof report === 'string' ? report : writeReportFile(report);
  return { name: `sightline-report-${name}`, zip: await zipOf({ 'report.md': 'x', 'report.html': '<p>x', 'report.json': json }) };
}

/** What a step of the report job wrote and said. */
export interface ReportedStep {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: readonly string[];
  readonly warnings: readonly string[];
}

/** A check run as it stands on a commit. */
export interface SeenCheck {
  readonly name: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly externalId: string | null;
}

/** A repository with a base branch, and a pull request whose runs are reported. */
export class PullRequestRuns implements AsyncDisposable {
  readonly twin: GithubTwin;
  readonly number: number;
  /** Where the head is, when that is a fork. */
  readonly fork: Repository | undefined;
  readonly #commits: string[];

  private constructor(twin: GithubTwin, number: number, head: string, fork?: Repository) {
    this.twin = twin;
    this.number = number;
    this.fork = fork;
    this.#commits = [head];
  }

  /** `files` stand on the base branch. */
  static async open(files: Readonly<Record<string, string>> = { 'sightline.yaml': specText() }, isFork = false, options: TwinOptions = {}) {
    const twin = await githubTwin(options);
    const base = commitFiles(twin.repository.folder, { branch: 'main', files: { 'README.md': 'x', ...files } });
    const fork = isFork ? await twin.fork('stranger') : undefined;
    const { folder } = fork ?? twin.repository;
    const head = commitFiles(folder, { branch: 'topic', from: base, files: { 'params.yaml': 'lr: 1\n' } });
    const person = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
    const from = isFork ? 'stranger:topic' : 'topic';
    const { data } = await person.pulls.create({ ...defects, title: 'Another rate', head: from, base: 'main' });
    return new PullRequestRuns(twin, data.number, head, fork);
  }

  get head(): string {
    return this.#commits.at(-1) ?? '';
  }

  /** As somebody who may write. */
  get person() {
    const grants = ['pull-requests:write', 'checks:read', 'actions:read', 'contents:write'] as const;
    return clientOf(this.twin, this.twin.token(grants, { login: 'maintainer', kind: 'person' }));
  }

  /** Another commit on the branch. */
  push(files: Readonly<Record<string, string>> = { 'params.yaml': `lr: ${this.#commits.length + 1}\n` }): string {
    const { folder } = this.fork ?? this.twin.repository;
    this.#commits.push(commitFiles(folder, { branch: 'topic', files }));
    return this.head;
  }

  /** A run of the head that has ended. */
  addRun(run: Partial<PlannedRun> = {}): number {
    const head = this.fork === undefined ? {} : { head: this.fork };
    const ended = { status: 'completed', conclusion: 'success', actor: 'maintainer', headSha: this.head, headBranch: 'topic' } as const;
    return this.twin.addRun({ ...train, ...ended, ...head, ...run });
  }

  /** The event that tells of it. */
  async eventOf(run: number, change: object = {}): Promise<{ readonly name: string; readonly payload: unknown }> {
    const { data } = await this.person.actions.getWorkflowRun({ ...defects, run_id: run });
    const { data: repository } = await this.person.repos.get(defects);
    return { name: 'workflow_run', payload: { action: 'completed', workflow_run: { ...data, ...change }, repository } };
  }

  /** What the report job does about a run. */
  async report(run: number, grants: readonly Grant[] = reportGrants, change: object = {}): Promise<ReportedStep> {
    return this.publish(await this.eventOf(run, change), {}, grants);
  }

  /** What it does about an event. Requests before it don't count. */
  async publish(
    event: { readonly name: string; readonly payload: unknown },
    request: Partial<Parameters<typeof publishReport>[1]> = {},
    grants = reportGrants,
  ): Promise<ReportedStep> {
    await using client = await stepClient(this.twin, grants);
    const said = { outputs: {} as Record<string, string>, summary: '', log: [] as string[], warnings: [] as string[] };
    const step = {
      output: (name: string, value: string) => void (said.outputs[name] = value),
      summary: async (markdown: string) => void (said.summary += markdown),
      info: (line: string) => void said.log.push(line),
      annotate: (_: string, message: string) => void said.warnings.push(message),
    };
    const before = this.twin.requests.length;
    try {
      await publishReport({ step, ...publishPorts(client) }, { event, projects: ['.'], ...request });
    } finally {
      this.requests = this.twin.requests.slice(before).map(({ operation }) => operation);
    }
    return said;
  }

  /** Those of the last report, in order. */
  requests: readonly string[] = [];

  /** The comments of the workflow, as they stand. */
  async comments(): Promise<readonly { readonly id: number; readonly body: string }[]> {
    const { person } = this;
    const all = await person.paginate(person.issues.listComments, { ...defects, issue_number: this.number, per_page: 100 });
    return all.filter(({ user }) => user?.login === 'github-actions[bot]').map(({ id, body = '' }) => ({ id, body }));
  }

  /** The checks of a commit, oldest first. */
  async checks(ref = this.head): Promise<readonly SeenCheck[]> {
    const { data } = await this.person.checks.listForRef({ ...defects, ref, filter: 'all', per_page: 100 });
    return data.check_runs.toReversed().map(({ name, conclusion, output, external_id: externalId }) => ({
      name,
      conclusion,
      title: output.title,
      summary: output.summary,
      externalId,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.twin[Symbol.asyncDispose]();
  }
}
