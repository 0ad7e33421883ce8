import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');
const files = { 'a.txt': lines(20), 'old name.txt': lines(30), 'gone.txt': 'x\n', 'dir/diff --git.txt': 'y\n' };

/** A twin with a branch that changes, adds, removes and renames files, and a main that went on. */
function changedTwin(twin: GithubTwin): { readonly base: string; readonly head: string } {
  const { folder } = twin.repository;
  const base = commitFiles(folder, { branch: 'main', files });
  const changes = { 'a.txt': `diff --git a/x b/x\n${lines(19)}`, 'new name.txt': lines(30), 'old name.txt': null, 'gone.txt': null };
  const head = commitFiles(folder, { branch: 'topic/x', from: base, files: { ...changes, 'pixel.bin': Buffer.from([0, 255]) } });
  commitFiles(folder, { branch: 'main', files: { 'later.txt': 'z\n' } });
  return { base, head };
}

it('lists the files of a pull request as git does: from the merge base, with renames, binaries, patches, page by page', async () => {
  await using twin = await githubTwin();
  const { base, head } = changedTwin(twin);
  const client = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  const { data: pull } = await client.pulls.create({ ...defects, title: 'x', head: 'topic/x', base: 'main' });
  const { data: first } = await client.pulls.listFiles({ ...defects, pull_number: pull.number, per_page: 3 });
  const all = await client.paginate(client.pulls.listFiles, { ...defects, pull_number: pull.number, per_page: 2 });
  expect(first).toEqual(all.slice(0, 3));
  const { folder } = twin.repository;
  const diff = (...args: string[]) => execFileSync('git', ['-C', folder, 'diff', '-M', ...args, base, head], { encoding: 'utf8' });
  const named = all.map(({ filename, status, previous_filename: before }) => [status, before ?? filename, filename]);
  expect(named).toEqual([
    ['modified', 'a.txt', 'a.txt'],
    ['removed', 'gone.txt', 'gone.txt'],
    ['renamed', 'old name.txt', 'new name.txt'],
    ['added', 'pixel.bin', 'pixel.bin'],
  ]);
  expect(all.map(({ additions, deletions }) => `${additions}\t${deletions}`)).toEqual(['1\t1', '0\t1', '0\t0', '0\t0']);
  expect(diff('--numstat').match(/^\S+\t\S+/gm)).toEqual(['1\t1', '0\t1', '0\t0', '-\t-']);
  expect(all.map(({ patch }) => patch !== undefined)).toEqual([true, true, false, false]);
  expect(diff()).toContain(`
${all[0]?.patch ?? ''}
`);
});

it('compares commits by their merge base, and keeps the base that a pull request was opened on', async () => {
  await using twin = await githubTwin();
  const { base, head } = changedTwin(twin);
  const { folder } = twin.repository;
  const client = clientOf(twin, twin.token(['contents:read', 'pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  const { data } = await client.repos.compareCommitsWithBasehead({ ...defects, basehead: 'main...topic/x' });
  expect([data.status, data.ahead_by, data.behind_by, data.merge_base_commit.sha, data.commits[0]?.sha]).toEqual([
    'diverged',
    1,
    1,
    base,
    head,
  ]);
  const { data: opened } = await client.pulls.create({ ...defects, title: 'x', head: 'topic/x', base: 'main' });
  commitFiles(folder, { branch: 'main', files: { 'a.txt': 'conflict\n' } });
  const pushed = commitFiles(folder, { branch: 'topic/x', files: { 'b.txt': 'b\n' } });
  const { data: later } = await client.pulls.get({ ...defects, pull_number: opened.number });
  expect([later.base.sha, later.head.sha, later.commits, later.mergeable]).toEqual([opened.base.sha, pushed, 2, false]);
  await client.pulls.update({ ...defects, pull_number: opened.number, state: 'closed' });
  commitFiles(folder, { branch: 'topic/x', files: { 'b.txt': 'c\n' } });
  expect((await client.pulls.get({ ...defects, pull_number: opened.number })).data.head.sha).toBe(pushed);
  execFileSync('git', ['-C', folder, 'update-ref', 'refs/heads/island', commitFiles(folder, { branch: 'island', files: { i: 'i' } })]);
  const island = client.repos.compareCommitsWithBasehead({ ...defects, basehead: 'main...island' });
  await expect(island).rejects.toMatchObject({ status: 404, message: expect.stringContaining('No common ancestor') });
});

it('refuses what GitHub refuses of a pull request', async () => {
  await using twin = await githubTwin();
  changedTwin(twin);
  commitFiles(twin.repository.folder, { branch: 'same', from: 'refs/heads/main', files: {} });
  execFileSync('git', ['-C', twin.repository.folder, 'update-ref', 'refs/heads/same', 'refs/heads/main']);
  const client = clientOf(twin, twin.token(['pull-requests:write'], { login: 'maintainer', kind: 'person' }));
  const open = (head: string, base = 'main') => client.pulls.create({ ...defects, title: 'x', head, base });
  await open('topic/x');
  await expect(open('topic/x')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('already exists for acme:topic/x') });
  await expect(open('nowhere')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('"field":"head"') });
  await expect(open('topic/x', 'nowhere')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('"field":"base"') });
  await expect(open('same')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('No commits between main and same') });
  const workflow = clientOf(twin, twin.token(['pull-requests:write']));
  await expect(workflow.pulls.create({ ...defects, title: 'x', head: 'topic/x', base: 'main' })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('not permitted to create'),
  });
});

it('takes a pull request from a fork, whose commits it then has, and whose run names no pull request', async () => {
  await using twin = await githubTwin({ people: { maintainer: 'write', stranger: 'none' } });
  changedTwin(twin);
  const fork = await twin.fork('stranger');
  const head = commitFiles(fork.folder, {
    branch: 'evil',
    from: 'refs/heads/main',
    files: { '.github/workflows/train.yml': 'on: push\n' },
  });
  const stranger = clientOf(twin, twin.token(['pull-requests:write'], { login: 'stranger', kind: 'person' }));
  const { data: pull } = await stranger.pulls.create({ ...defects, title: 'x', head: 'stranger:evil', base: 'main' });
  expect([pull.head.repo.full_name, pull.head.repo.fork, pull.base.repo.full_name]).toEqual(['stranger/defects', true, 'acme/defects']);
  const workflow = clientOf(twin, twin.token(['pull-requests:read', 'contents:read', 'actions:read']));
  const { data: changed } = await workflow.pulls.listFiles({ ...defects, pull_number: pull.number });
  expect(changed.map(({ filename }) => filename)).toEqual(['.github/workflows/train.yml']);
  expect((await workflow.repos.getCommit({ ...defects, ref: head })).data.sha).toBe(head);
  const run = { name: 'train', path: '.github/workflows/train.yml', event: 'pull_request', headSha: head, headBranch: 'evil' } as const;
  const id = twin.addRun({
    ...run,
    head: fork,
    actor: 'stranger',
    status: 'completed',
    conclusion: 'success',
    pullRequests: [pull.number],
  });
  const { data } = await workflow.actions.getWorkflowRun({ ...defects, run_id: id });
  expect([data.pull_requests, data.head_repository.full_name]).toEqual([[], 'stranger/defects']);
  const levels = ['maintainer', 'stranger'].map((username) => workflow.repos.getCollaboratorPermissionLevel({ ...defects, username }));
  expect((await Promise.all(levels)).map(({ data: { permission } }) => permission)).toEqual(['write', 'read']);
});

it('keeps comments within the limit, in pages, locked when they are locked, and reacts once', async () => {
  await using twin = await githubTwin();
  const client = clientOf(twin, twin.token(['issues:write']));
  await client.issues.create({ ...defects, title: 'talk' });
  const comment = (body: string) => client.issues.createComment({ ...defects, issue_number: 1, body });
  const { data: longest } = await comment('é'.repeat(65_536));
  expect(longest.body).toHaveLength(65_536);
  await expect(comment('x'.repeat(65_537))).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('maximum is 65536 characters'),
  });
  await expect(client.issues.updateComment({ ...defects, comment_id: longest.id, body: '😀'.repeat(32_769) })).rejects.toMatchObject({
    status: 422,
  });
  await Promise.all(Array.from({ length: 40 }, (_, at) => comment(`number ${at}`)));
  const listed = await client.issues.listComments({ ...defects, issue_number: 1 });
  expect([listed.data.length, listed.headers.link?.match(/rel="\w+"/g)]).toEqual([30, ['rel="next"', 'rel="last"']]);
  expect(await client.paginate(client.issues.listComments, { ...defects, issue_number: 1 })).toHaveLength(41);
  expect([longest.user?.login, longest.user?.type]).toEqual(['github-actions[bot]', 'Bot']);
  const react = () => client.reactions.createForIssueComment({ ...defects, comment_id: longest.id, content: 'eyes' });
  const [first, second] = [await react(), await react()];
  expect([first.status, second.status, second.data.id]).toEqual([201, 200, first.data.id]);
  await client.issues.lock({ ...defects, issue_number: 1 });
  await expect(comment('late')).rejects.toMatchObject({ status: 403, message: expect.stringContaining('issue is locked') });
});

it('appends the annotations of a check run, and wants a conclusion of one that is completed', async () => {
  await using twin = await githubTwin();
  const head_sha = commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const client = clientOf(twin, twin.token(['checks:write']));
  const create = (more: object) =>
    client.request('POST /repos/{owner}/{repo}/check-runs', { ...defects, name: 'sightline', head_sha, ...more });
  await expect(create({ status: 'completed' })).rejects.toMatchObject({ status: 422, message: expect.stringContaining('"conclusion"') });
  const { data } = await create({ status: 'in_progress', external_id: 'comment 7' });
  const annotations = Array.from({ length: 50 }, (_, at) => ({
    path: 'a',
    start_line: at + 1,
    end_line: at + 1,
    annotation_level: 'failure' as const,
    message: `m ${at}`,
  }));
  const run = { ...defects, check_run_id: Number(data.id) };
  for (let round = 0; round < 3; round += 1) {
    await client.checks.update({ ...run, output: { title: 't', summary: 's'.repeat(65_535), annotations } });
  }
  const { data: last } = await client.checks.update({ ...run, conclusion: 'failure' });
  expect([last.output.annotations_count, last.status, last.external_id]).toEqual([150, 'completed', 'comment 7']);
  expect(await client.paginate(client.checks.listAnnotations, { ...run, per_page: 100 })).toHaveLength(150);
  await create({ status: 'queued', external_id: 'comment 8' });
  const { data: latest } = await client.checks.listForRef({ ...defects, ref: 'main', check_name: 'sightline' });
  expect(latest.check_runs.map(({ external_id: id }) => id)).toEqual(['comment 8']);
  const person = clientOf(twin, twin.token(['checks:write'], { login: 'maintainer', kind: 'person' }));
  await expect(person.checks.update({ ...run, conclusion: 'success' })).rejects.toMatchObject({ status: 403 });
});

it('starts workflows by request only when they say so, with the inputs that they declare', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const train = 'on:\n  workflow_dispatch:\n    inputs:\n      sha: { required: true }\n      seeds: { default: 1 }\n';
  commitFiles(folder, { branch: 'main', files: { '.github/workflows/train.yml': train, '.github/workflows/ci.yml': 'on: [push]\n' } });
  const client = clientOf(twin, twin.token(['actions:write']));
  const dispatch = (workflow_id: string, inputs: Record<string, string>, ref = 'main') =>
    client.actions.createWorkflowDispatch({ ...defects, workflow_id, ref, inputs });
  expect((await dispatch('train.yml', { sha: 'abc' })).status).toBe(204);
  await expect(dispatch('train.yml', {})).rejects.toMatchObject({ status: 422, message: expect.stringContaining("'sha' not provided") });
  await expect(dispatch('train.yml', { sha: 'a', lr: '1' })).rejects.toMatchObject({ message: expect.stringContaining('["lr"]') });
  await expect(dispatch('train.yml', { sha: 'a' }, 'nowhere')).rejects.toMatchObject({ message: expect.stringContaining('No ref found') });
  await expect(dispatch('ci.yml', {})).rejects.toMatchObject({ message: expect.stringContaining('workflow_dispatch') });
  await expect(dispatch('none.yml', {})).rejects.toMatchObject({ status: 404 });
  expect(twin.events.map(({ name, payload }) => [name, payload['inputs']])).toEqual([['workflow_dispatch', { sha: 'abc' }]]);
});

it('hands out artifacts from another origin, which takes no token, and none that expired', async () => {
  await using twin = await githubTwin();
  const headSha = commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const zip = Buffer.from('PK and so on');
  const artifacts = [
    { name: 'report', zip },
    { name: 'old', zip, isExpired: true },
  ];
  const run = { name: 'train', path: '.github/workflows/train.yml', event: 'push', headSha, headBranch: 'main', actor: 'maintainer' };
  const run_id = twin.addRun({ ...run, status: 'completed', conclusion: 'success', artifacts });
  const token = twin.token(['actions:read']);
  const client = clientOf(twin, token);
  const { data } = await client.actions.listWorkflowRunArtifacts({ ...defects, run_id });
  const download = (at: number) =>
    client.actions.downloadArtifact({ ...defects, artifact_id: data.artifacts[at]?.id ?? 0, archive_format: 'zip' });
  expect(Buffer.from((await download(0)).data as ArrayBuffer)).toEqual(zip);
  await expect(download(1)).rejects.toMatchObject({ status: 410 });
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'test' };
  const moved = await fetch(data.artifacts[0]?.archive_download_url ?? '', { headers, redirect: 'manual' });
  expect((await fetch(moved.headers.get('location') ?? '', { headers })).status).toBe(400);
});
