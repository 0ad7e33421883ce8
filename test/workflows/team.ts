import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Grant } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { runWorkflow, type WorkflowResult } from '../rigs/runner/act.ts';
import { builtActions, copyActions, standInsFor } from '../rigs/runner/stand-ins.ts';
import { addUsers, type S3User } from '../rigs/s3-users.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { version } from '../../src/version.ts';
import { sightlineWith, type Finished } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { documentedPolicy, documentedSubjects } from './documented-roles.ts';
import { parseWorkflow } from './parsed-workflow.ts';

/** The roles of the team's account; whom they let in is what docs/pull-requests.md says. */
export const roles = {
  untrusted: 'arn:aws:iam::123456789012:role/acme-untrusted',
  trusted: 'arn:aws:iam::123456789012:role/acme-trusted',
} as const;

/** What a workflow did, and the run that GitHub would show of it. */
export interface TeamRun extends WorkflowResult {
  readonly id: number;
  /** The names of the artifacts that it left. */
  readonly artifacts: readonly string[];
  /** The roles that its jobs took on. */
  readonly roles: readonly string[];
}

/** How each job of a run ended, as `plan: success`; of a run that failed also what it said. */
export function ended({ jobs, text }: Pick<TeamRun, 'jobs' | 'text'>): string {
  const all = Object.entries(jobs).map(([job, result]) => `${job}: ${result}`);
  return [all.join(', '), ...(Object.values(jobs).includes('failure') ? [text] : [])].join('\n');
}

/** An event that starts workflows. */
export interface StartedBy {
  readonly file: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Where GitHub takes the workflow's file from, and what the run is of. */
  readonly sha: string;
  readonly ref: string;
  readonly branch: string;
  /** Of runners that are there besides GitHub's own. */
  readonly labels?: readonly string[];
  /** What `run-name` makes of it. */
  readonly title?: string;
  /** Changes the workflow's file: for controls, which show that a test would fail. */
  readonly change?: (text: string) => string;
  /** Set for all steps besides. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What GitHub sends of a pull request. */
export type PullRequestEvent = Readonly<Record<string, unknown>> & {
  readonly number: number;
  readonly pull_request: { readonly head: { readonly repo: object } };
};

/** A pull request of which one commit is trained by hand. */
export interface DispatchedPull {
  readonly number: number;
  readonly sha: string;
  readonly isFork: boolean;
}

/** A team on the twin of GitHub, with a bucket and runners. */
export class Team implements AsyncDisposable {
  readonly #cleanup: AsyncDisposableStack;
  readonly #folder: string;
  readonly twin: GithubTwin;
  readonly s3: S3Rig;
  /** Of the bucket: what their policies allow is what the server lets them do. */
  readonly users: Readonly<Record<keyof typeof roles, S3User>>;
  /** A member's clone. */
  readonly root: string;

  private constructor(cleanup: AsyncDisposableStack, folder: string, parts: Pick<Team, 'twin' | 's3' | 'users'>) {
    this.#cleanup = cleanup;
    this.#folder = folder;
    this.twin = parts.twin;
    this.s3 = parts.s3;
    this.users = parts.users;
    this.root = join(folder, 'clone');
  }

  /** Starts everything; the repository has no commits yet. */
  static async start(): Promise<Team> {
    const cleanup = new AsyncDisposableStack();
    const folder = cleanup.use(temporaryFolder());
    const twin = cleanup.use(await githubTwin());
    const s3 = cleanup.use(await s3Rig());
    const all = ['', '/*'].map((path) => ({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${s3.bucket}${path}` }));
    const users = await addUsers(s3, { untrusted: documentedPolicy(s3.bucket), trusted: all });
    const team = new Team(cleanup, folder.path, { twin, s3, users });
    mkdirSync(team.root);
    team.git('init', '--quiet', '--initial-branch', 'main');
    team.git('remote', 'add', 'origin', twin.repository.folder);
    copyActions(team.#actions);
    return team;
  }

  get #actions(): string {
    return join(this.#folder, 'actions');
  }

  /** Writes what `sightline init` does with a person's answers as options. */
  async init(...options: readonly string[]): Promise<void> {
    const named = ['--actions', builtActions, '--region', 'eu-central-1', '--remote', `s3://${this.s3.bucket}/store`];
    const ended = await this.sightline(
      'init',
      '--yes',
      ...named,
      '--untrusted-role',
      roles.untrusted,
      '--trusted-role',
      roles.trusted,
      ...options,
    );
    if (ended.code !== 0) {
      throw new Error(`init ended with ${ended.code}: ${ended.stderr}`);
    }
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
    return execFileSync('git', ['-C', this.root, ...who, ...args], { encoding: 'utf8', env }).trim();
  }

  /** Runs the command line in the clone, on a machine that is let into the bucket. */
  sightline(...args: string[]): Promise<Finished> {
    return this.sightlineIn('.', ...args);
  }

  /** The same in a folder of the clone. */
  sightlineIn(folder: string, ...args: string[]): Promise<Finished> {
    return sightlineWith({ ...this.s3.env, AWS_ENDPOINT_URL_S3: this.s3.endpoint }, join(this.root, folder), ...args);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Commits all that is there and pushes it; answers the commit. */
  push(branch: string, message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    this.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
    return this.git('rev-parse', 'HEAD');
  }

  /** What GitHub sends of a pull request, as it is now; opened first where there is none from the branch. */
  async pullRequestEvent(branch: string): Promise<PullRequestEvent> {
    const person = clientOf(this.twin, this.twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
    const { data: standing } = await person.pulls.list({ ...defects, head: `acme:${branch}` });
    const here = standing.find(({ head }) => head.ref === branch);
    const number =
      here?.number ?? (await person.pulls.create({ ...defects, title: `Change by ${branch}`, head: branch, base: 'main' })).data.number;
    const [{ data: pull }, { data: repository }] = await Promise.all([
      person.pulls.get({ ...defects, pull_number: number }),
      person.repos.get(defects),
    ]);
    return { action: here === undefined ? 'opened' : 'synchronize', number, pull_request: pull, repository, sender: pull.user };
  }

  /** The event of the pull request of a branch, with the merge commit that GitHub would check out. */
  async trainRun(branch: string, labels: readonly string[] = ['gpu'], other?: PullRequestEvent): Promise<TeamRun> {
    const payload = other ?? (await this.pullRequestEvent(branch));
    const sha = this.#mergeCommit(branch);
    return this.run({
      file: 'sightline-train.yml',
      event: 'pull_request',
      payload,
      sha,
      ref: `refs/pull/${payload.number}/merge`,
      branch,
      labels,
    });
  }

  /** The report on a run that has ended: the file and the commit are the default branch's. */
  async reportRun(id: number): Promise<TeamRun> {
    const client = clientOf(this.twin, this.twin.token(['actions:read']));
    const [{ data: ended }, { data: repository }] = await Promise.all([
      client.actions.getWorkflowRun({ ...defects, run_id: id }),
      client.repos.get(defects),
    ]);
    const payload = { action: 'completed', workflow_run: ended, repository, sender: ended.actor };
    return this.run({ file: 'sightline-report.yml', event: 'workflow_run', payload, ...this.#main() });
  }

  /** The training of a commit that a maintainer asked for, of a fork's too. */
  async dispatchRun(pull: DispatchedPull, more: Pick<StartedBy, 'change' | 'env'> = {}): Promise<TeamRun> {
    const { data: repository } = await clientOf(this.twin, this.twin.token([])).repos.get(defects);
    const main = this.#main();
    const inputs = { 'pull-request': String(pull.number), fork: String(pull.isFork), sha: pull.sha, base: main.sha, set: '{}' };
    return this.run({
      file: 'sightline-dispatch.yml',
      event: 'workflow_dispatch',
      payload: { inputs, ref: main.ref, repository },
      ...main,
      labels: ['ephemeral'],
      title: `sightline #${pull.number} ${pull.sha}`,
      ...more,
    });
  }

  /** A merge queue's training of the commit that would be merged, which is the tip of the queue's own branch. */
  async queueRun(number: number, branch: string): Promise<TeamRun> {
    const { data: repository } = await clientOf(this.twin, this.twin.token([])).repos.get(defects);
    const base = this.#main();
    const sha = this.#mergeCommit(branch);
    const queue = `gh-readonly-queue/main/pr-${number}-${base.sha}`;
    execFileSync('git', ['-C', this.twin.repository.folder, 'update-ref', `refs/heads/${queue}`, sha]);
    const group = { head_sha: sha, head_ref: `refs/heads/${queue}`, base_sha: base.sha, base_ref: base.ref };
    const payload = { action: 'checks_requested', merge_group: group, repository };
    return this.run({
      file: 'sightline-train.yml',
      event: 'merge_group',
      payload,
      sha,
      ref: group.head_ref,
      branch: queue,
      labels: ['gpu'],
    });
  }

  /** A push to the default branch. */
  async releaseRun(more: Pick<StartedBy, 'change'> = {}): Promise<TeamRun> {
    const { data: repository } = await clientOf(this.twin, this.twin.token([])).repos.get(defects);
    const main = this.#main();
    const payload = {
      ref: main.ref,
      after: main.sha,
      before: '0'.repeat(40),
      deleted: false,
      repository,
      head_commit: { id: main.sha, message: this.git('log', '-1', '--format=%B', main.sha) },
    };
    return this.run({ file: 'sightline-release.yml', event: 'push', payload, ...main, labels: ['gpu'], ...more });
  }

  /** Runs a workflow of the repository as GitHub would, and puts the run with its artifacts on the twin. */
  async run({ file, event, payload, sha, ref, branch, labels = [], title, change = (text) => text, env }: StartedBy): Promise<TeamRun> {
    const path = `.github/workflows/${file}`;
    const bare = this.twin.repository.folder;
    const text = change(execFileSync('git', ['-C', bare, 'show', `${sha}:${path}`], { encoding: 'utf8' }));
    const artifacts = join(this.#folder, `artifacts-${readdirSync(this.#folder).length}`);
    const rolesLog = `${artifacts}-roles`;
    mkdirSync(artifacts);
    writeFileSync(rolesLog, '');
    const rolesFile = `${artifacts}-roles.json`;
    writeFileSync(rolesFile, JSON.stringify({ log: rolesLog, roles: this.#knownRoles() }));
    const headSha = event === 'pull_request' ? this.#tip(branch) : sha;
    const planned = {
      name: parseWorkflow(text).name,
      path,
      event,
      headSha,
      headBranch: branch,
      actor: 'maintainer',
      status: 'in_progress',
    } as const;
    const id = this.twin.addRun({ ...planned, ...(title === undefined ? {} : { title }) });
    const result = await runWorkflow({
      text,
      event,
      payload,
      labels: ['ubuntu-latest', ...labels],
      actions: standInsFor(text, this.#actions),
      tools: { [`sightline/${version}/${process.arch}/bin/sightline`]: `#!/bin/sh\nexec node '${resolve('dist/sightline.mjs')}' "$@"\n` },
      repositories: dirname(dirname(bare)),
      token: this.twin.token(grantsOf(text)),
      env: {
        GITHUB_API_URL: this.twin.url,
        GITHUB_REPOSITORY: 'acme/defects',
        GITHUB_RUN_ID: String(id),
        GITHUB_REF: ref,
        SHA_REF: sha,
        AWS_ENDPOINT_URL_S3: this.s3.endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
        RIG_ARTIFACTS: artifacts,
        RIG_ROLES: rolesFile,
        ...env,
      },
    });
    const names = readdirSync(artifacts);
    const conclusion = Object.values(result.jobs).includes('failure') ? 'failure' : 'success';
    this.twin.endRun(id, {
      conclusion,
      artifacts: await Promise.all(names.map(async (name) => ({ name, zip: await zipOf(join(artifacts, name)) }))),
    });
    return { ...result, id, artifacts: names, roles: readFileSync(rolesLog, 'utf8').split('\n').filter(Boolean) };
  }

  /** The objects in the bucket, by their keys. */
  bucket(): readonly string[] {
    return filesIn(this.s3.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleanup.disposeAsync();
  }

  #main(): { readonly sha: string; readonly ref: string; readonly branch: string } {
    return { sha: this.#tip('main'), ref: 'refs/heads/main', branch: 'main' };
  }

  #tip(branch: string): string {
    return execFileSync('git', ['-C', this.twin.repository.folder, 'rev-parse', `refs/heads/${branch}`], { encoding: 'utf8' }).trim();
  }

  /** GitHub makes one for each pull request that merges; the workflow's file is taken from it. */
  #mergeCommit(branch: string): string {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', this.twin.repository.folder, ...args], { encoding: 'utf8' }).trim();
    const tree = git('merge-tree', '--write-tree', 'refs/heads/main', `refs/heads/${branch}`);
    const who = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com'];
    return git(...who, 'commit-tree', tree, '-p', 'refs/heads/main', '-p', `refs/heads/${branch}`, '-m', 'Merge');
  }

  #knownRoles(): object {
    const [untrusted, trusted] = documentedSubjects();
    return {
      [roles.untrusted]: { ...this.users.untrusted, subjects: untrusted },
      [roles.trusted]: { ...this.users.trusted, subjects: trusted },
    };
  }
}

/** act gives all jobs one token, so it is one that may do what they may together. */
function grantsOf(text: string): readonly Grant[] {
  const permissions = Object.values(parseWorkflow(text).jobs).flatMap((job) => Object.entries(job.permissions ?? {}));
  return permissions.filter(([scope]) => scope !== 'id-token').map(([scope, level]) => `${scope}:${level}` as Grant);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function zipOf(folder: string): Promise<Buffer> {
  const zip = new ZipFile();
  filesIn(folder).forEach((file) => zip.addFile(join(folder, file), file));
  zip.end();
  return await buffer(zip.outputStream);
}
