import type { Octokit } from '@octokit/rest';
import type { GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from './commit-files.ts';
import { defects } from './twin-client.ts';

const workflow = 'on:\n  workflow_dispatch:\n    inputs: { sha: { required: true } }\njobs: {}\n';

/** Calls each operation of the twin once, with a client whose token may do everything. */
export async function tour(twin: GithubTwin, client: Octokit): Promise<void> {
  const { folder } = twin.repository;
  commitFiles(folder, { branch: 'main', files: { 'a.txt': 'one\n', '.github/workflows/train.yml': workflow } });
  const head = commitFiles(folder, { branch: 'feature', from: 'refs/heads/main', files: { 'a.txt': 'two\n' } });
  await client.rateLimit.get();
  await client.repos.get(defects);
  await client.repos.getCollaboratorPermissionLevel({ ...defects, username: 'maintainer' });
  await visitSettings(client);
  await visitPulls(client);
  await visitIssues(client);
  await visitGit(client, head);
  await visitChecks(client, head);
  await visitRuns(twin, client, head);
  await visitDeployments(client, head);
  await visitReleases(client);
}

async function visitSettings(client: Octokit): Promise<void> {
  await client.actions.getGithubActionsPermissionsRepository(defects);
  await client.actions.getGithubActionsDefaultWorkflowPermissionsRepository(defects);
  await client.request('GET /repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval', defects);
  await client.actions.listSelfHostedRunnersForRepo(defects);
  await client.repos.getBranch({ ...defects, branch: 'main' });
  await client.repos.getBranchRules({ ...defects, branch: 'main' });
}

async function visitPulls(client: Octokit): Promise<void> {
  const { data } = await client.pulls.create({ ...defects, title: 'Two', head: 'feature', base: 'main' });
  const pull = { ...defects, pull_number: data.number };
  await client.pulls.list(defects);
  await client.pulls.get(pull);
  await client.pulls.listFiles(pull);
  await client.pulls.listCommits(pull);
  await client.pulls.update({ ...pull, body: 'new' });
}

async function visitIssues(client: Octokit): Promise<void> {
  const { data } = await client.issues.create({ ...defects, title: 'Drift' });
  const issue = { ...defects, issue_number: data.number };
  await client.issues.get(issue);
  await client.issues.listForRepo(defects);
  await client.issues.addLabels({ ...issue, labels: ['drift'] });
  await client.issues.listLabelsOnIssue(issue);
  const { data: made } = await client.issues.createComment({ ...issue, body: 'hello' });
  const comment = { ...defects, comment_id: made.id };
  await client.issues.getComment(comment);
  await client.issues.listComments(issue);
  await client.issues.updateComment({ ...comment, body: 'hello again' });
  await client.reactions.createForIssueComment({ ...comment, content: 'eyes' });
  await client.reactions.listForIssueComment(comment);
  await client.issues.deleteComment(comment);
  await client.issues.lock(issue);
  await client.issues.unlock(issue);
}

async function visitGit(client: Octokit, sha: string): Promise<void> {
  await client.repos.compareCommitsWithBasehead({ ...defects, basehead: 'main...feature' });
  await client.repos.getCommit({ ...defects, ref: 'feature' });
  await client.repos.getContent({ ...defects, path: 'a.txt' });
  await client.git.createRef({ ...defects, ref: 'refs/tags/v1', sha });
  await client.git.getRef({ ...defects, ref: 'tags/v1' });
  await client.git.listMatchingRefs({ ...defects, ref: 'tags/' });
}

async function visitChecks(client: Octokit, sha: string): Promise<void> {
  const { data } = await client.checks.create({ ...defects, name: 'sightline', head_sha: sha, status: 'in_progress' });
  const run = { ...defects, check_run_id: data.id };
  const annotation = { path: 'a.txt', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'm' } as const;
  await client.checks.update({ ...run, conclusion: 'success', output: { title: 't', summary: 's', annotations: [annotation] } });
  await client.checks.get(run);
  await client.checks.listAnnotations(run);
  await client.checks.listForRef({ ...defects, ref: sha });
  await client.repos.createCommitStatus({ ...defects, sha, state: 'success' });
  await client.repos.listCommitStatusesForRef({ ...defects, ref: sha });
  await client.repos.getCombinedStatusForRef({ ...defects, ref: sha });
}

async function visitRuns(twin: GithubTwin, client: Octokit, sha: string): Promise<void> {
  await client.repos.createDispatchEvent({ ...defects, event_type: 'train', client_payload: { sha } });
  await client.actions.createWorkflowDispatch({ ...defects, workflow_id: 'train.yml', ref: 'main', inputs: { sha } });
  const { data: bot } = await client.issues.listForRepo({ ...defects, state: 'all', per_page: 1 });
  const reviewers = [{ type: 'User' as const, id: bot[0]?.user?.id ?? 0 }];
  const { data: environment } = await client.repos.createOrUpdateEnvironment({
    ...defects,
    environment_name: 'production',
    wait_timer: 5,
    reviewers,
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
  });
  await client.repos.getEnvironment({ ...defects, environment_name: 'production' });
  await client.repos.getAllEnvironments(defects);
  const planned = {
    name: 'train',
    path: '.github/workflows/train.yml',
    event: 'push',
    headSha: sha,
    headBranch: 'feature',
    actor: 'maintainer',
  };
  const artifacts = [{ name: 'report', zip: Buffer.from('PK') }];
  const run = {
    ...defects,
    run_id: twin.addRun({ ...planned, status: 'waiting', waitsFor: ['production'], artifacts, pullRequests: [1] }),
  };
  await client.actions.listWorkflowRunsForRepo(defects);
  await client.actions.getWorkflowRun(run);
  await client.actions.getPendingDeploymentsForRun(run);
  await client.actions.reviewPendingDeploymentsForRun({ ...run, environment_ids: [environment.id], state: 'approved', comment: 'yes' });
  const { data } = await client.actions.listWorkflowRunArtifacts(run);
  const artifact = { ...defects, artifact_id: data.artifacts[0]?.id ?? 0 };
  await client.actions.getArtifact(artifact);
  await client.actions.downloadArtifact({ ...artifact, archive_format: 'zip' });
  await client.actions.cancelWorkflowRun(run);
}

async function visitDeployments(client: Octokit, ref: string): Promise<void> {
  const made = await client.repos.createDeployment({ ...defects, ref, environment: 'staging', payload: { model: 'v1' } });
  const deployment = { ...defects, deployment_id: made.status === 201 ? made.data.id : 0 };
  await client.repos.listDeployments(defects);
  await client.repos.getDeployment(deployment);
  await client.repos.createDeploymentStatus({ ...deployment, state: 'success', description: 'canary done' });
  await client.repos.listDeploymentStatuses(deployment);
}

async function visitReleases(client: Octokit): Promise<void> {
  const { data: draft } = await client.repos.createRelease({ ...defects, tag_name: 'v1', draft: true });
  const release = { ...defects, release_id: draft.id };
  const upload = { url: draft.upload_url, headers: { 'content-type': 'application/octet-stream' }, name: 'model.onnx', data: 'weights' };
  const { data } = await client.repos.uploadReleaseAsset({ ...release, ...upload });
  const asset = { ...defects, asset_id: data.id };
  await client.repos.getReleaseAsset(asset);
  await client.repos.listReleaseAssets(release);
  await client.repos.updateRelease({ ...release, draft: false });
  await client.repos.listReleases(defects);
  await client.repos.getRelease(release);
  const { data: spare } = await client.repos.createRelease({ ...defects, tag_name: 'spare', draft: true });
  await client.repos.deleteRelease({ ...defects, release_id: spare.id });
  await client.repos.getReleaseByTag({ ...defects, tag: 'v1' });
  await client.repos.deleteReleaseAsset(asset);
}
