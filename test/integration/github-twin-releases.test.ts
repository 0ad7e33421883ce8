import { expect, it } from 'vitest';
import { githubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';

it('keeps a draft to those who write, takes assets at the upload address only, and tells when it is published', async () => {
  await using twin = await githubTwin();
  commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const writer = clientOf(twin, twin.token(['contents:write']));
  const reader = clientOf(twin, twin.token(['contents:read']));
  const { data: draft } = await writer.repos.createRelease({ ...defects, tag_name: 'v1', draft: true });
  await expect(reader.repos.getReleaseByTag({ ...defects, tag: 'v1' })).rejects.toMatchObject({ status: 404 });
  expect([(await reader.repos.listReleases(defects)).data.length, (await writer.repos.listReleases(defects)).data.length]).toEqual([0, 1]);
  const asset = {
    ...defects,
    release_id: draft.id,
    name: 'model.onnx',
    data: 'weights',
    headers: { 'content-type': 'application/octet-stream' },
  };
  const upload = (url: string) => writer.repos.uploadReleaseAsset({ ...asset, url });
  await expect(upload(`${twin.url}/repos/acme/defects/releases/${draft.id}/assets?name=model.onnx`)).rejects.toMatchObject({ status: 404 });
  expect(twin.takeViolations()).toHaveLength(1);
  const { data: kept } = await upload(draft.upload_url);
  await expect(upload(draft.upload_url)).rejects.toMatchObject({ status: 422, message: expect.stringContaining('already_exists') });
  expect(twin.events).toEqual([]);
  await writer.repos.updateRelease({ ...defects, release_id: draft.id, draft: false });
  expect(twin.events.map(({ name, action, starts }) => [name, action, starts])).toEqual([['release', 'published', false]]);
  const { data: published } = await reader.repos.getReleaseByTag({ ...defects, tag: 'v1' });
  expect(published.assets.map(({ name, size }) => [name, size])).toEqual([['model.onnx', 7]]);
  const bytes = await reader.repos.getReleaseAsset({ ...defects, asset_id: kept.id, headers: { accept: 'application/octet-stream' } });
  expect(Buffer.from(bytes.data as unknown as ArrayBuffer).toString()).toBe('weights');
});

it('makes the tag when a release is published, never moves one, and keeps what is published when that is set', async () => {
  await using twin = await githubTwin({ releasesAreImmutable: true });
  const { folder } = twin.repository;
  const first = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  const client = clientOf(twin, twin.token(['contents:write']));
  const tagged = async (tag: string) => (await client.git.getRef({ ...defects, ref: `tags/${tag}` })).data.object.sha;
  const { data: draft } = await client.repos.createRelease({ ...defects, tag_name: 'v1', draft: true, target_commitish: first });
  await expect(tagged('v1')).rejects.toMatchObject({ status: 404 });
  const second = commitFiles(folder, { branch: 'main', files: { a: 'b' } });
  await client.repos.updateRelease({ ...defects, release_id: draft.id, draft: false });
  await client.git.createRef({ ...defects, ref: 'refs/tags/v2', sha: first });
  await client.repos.createRelease({ ...defects, tag_name: 'v2', target_commitish: second });
  expect([await tagged('v1'), await tagged('v2')]).toEqual([first, first]);
  const nowhere = client.repos.createRelease({ ...defects, tag_name: 'v3', target_commitish: 'nowhere' });
  await expect(nowhere).rejects.toMatchObject({ status: 422, message: expect.stringContaining('target_commitish') });
  const headers = { 'content-type': 'application/octet-stream' };
  const late = client.repos.uploadReleaseAsset({ ...defects, release_id: draft.id, url: draft.upload_url, name: 'x', data: 'x', headers });
  await expect(late).rejects.toMatchObject({ status: 422, message: expect.stringContaining('immutable') });
});

it('deploys what passed its checks, and makes the earlier deployment of the environment inactive', async () => {
  await using twin = await githubTwin();
  const { folder } = twin.repository;
  const old = commitFiles(folder, { branch: 'main', files: { a: 'a' } });
  const sha = commitFiles(folder, { branch: 'main', files: { a: 'b' } });
  commitFiles(folder, { branch: 'behind', from: old, files: { c: 'c' } });
  const client = clientOf(twin, twin.token(['deployments:write', 'statuses:write']));
  const deploy = (ref: string) => client.repos.createDeployment({ ...defects, ref });
  expect((await deploy('behind')).status).toBe(202);
  await client.repos.createCommitStatus({ ...defects, sha, state: 'pending', context: 'sightline' });
  await expect(deploy('main')).rejects.toMatchObject({ status: 409 });
  await client.repos.createCommitStatus({ ...defects, sha, state: 'success', context: 'sightline' });
  const ids: number[] = [];
  for (const ref of [old, sha]) {
    const { data } = await deploy(ref);
    const id = 'id' in data ? data.id : 0;
    await client.repos.createDeploymentStatus({ ...defects, deployment_id: id, state: 'success' });
    ids.push(id);
  }
  const states = ids.map(
    async (deployment_id) => (await client.repos.listDeploymentStatuses({ ...defects, deployment_id })).data[0]?.state,
  );
  expect(await Promise.all(states)).toEqual(['inactive', 'success']);
});

it('lets a run into an environment when a reviewer says so, not when the one who started it does', async () => {
  await using twin = await githubTwin({ people: { maintainer: 'admin', second: 'write' } });
  const headSha = commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  const as = (login: string) =>
    clientOf(twin, twin.token(['deployments:write', 'actions:read', 'administration:write', 'issues:write'], { login, kind: 'person' }));
  const ids = await Promise.all(
    ['maintainer', 'second'].map(async (login) => (await as(login).issues.create({ ...defects, title: 'x' })).data.user?.id ?? 0),
  );
  const reviewers = ids.map((id) => ({ type: 'User' as const, id }));
  const put = (people: typeof reviewers) =>
    as('maintainer').repos.createOrUpdateEnvironment({
      ...defects,
      environment_name: 'prod',
      prevent_self_review: true,
      reviewers: people,
    });
  await expect(put(Array.from({ length: 7 }, () => reviewers[0] ?? { type: 'User', id: 0 }))).rejects.toMatchObject({ status: 422 });
  const { data: environment } = await put(reviewers);
  const run = { name: 'promote', path: '.github/workflows/promote.yml', event: 'push', headSha, headBranch: 'main', actor: 'maintainer' };
  const run_id = twin.addRun({ ...run, status: 'waiting', waitsFor: ['prod'] });
  const approve = (login: string) =>
    as(login).actions.reviewPendingDeploymentsForRun({
      ...defects,
      run_id,
      environment_ids: [environment.id],
      state: 'approved',
      comment: '',
    });
  const { data: pending } = await as('second').actions.getPendingDeploymentsForRun({ ...defects, run_id });
  expect(pending.map((one) => [one.environment.name, one.current_user_can_approve])).toEqual([['prod', true]]);
  await expect(approve('maintainer')).rejects.toMatchObject({ status: 403 });
  expect((await approve('second')).data.map((deployment) => deployment.environment)).toEqual(['prod']);
  expect((await as('second').actions.getWorkflowRun({ ...defects, run_id })).data.status).toBe('in_progress');
  await expect(approve('second')).rejects.toMatchObject({ status: 422 });
});
