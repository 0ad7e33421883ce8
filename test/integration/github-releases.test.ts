import { createHash } from 'node:crypto';
import { describe, it } from 'vitest';
import { GithubReleases } from '../../src/adapters/github/releases.ts';
import { inParts } from '../../src/app/release/release-parts.ts';
import { releaseVersion } from '../../src/app/release/release-version.ts';
import type { ReleaseFile, ReleaseText } from '../../src/core/release-ports.ts';
import type { GithubFault } from '../rigs/github/faults.ts';
import type { OperationName } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

const text: ReleaseText = { tag: 'defects@v0.1.0', title: 'defects v0.1.0', body: '# defects', isPrerelease: false, isLatest: true };
const files = [fileOf('model.onnx', 'weights'), fileOf('dvc.lock', 'lock'), fileOf('evaluation.json', '{}')];
const create = 'POST /repos/{owner}/{repo}/releases';
const upload = 'POST /repos/{owner}/{repo}/releases/{release_id}/assets';
const publish = 'PATCH /repos/{owner}/{repo}/releases/{release_id}';

function fileOf(name: string, bytes: string): ReleaseFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, mediaType: 'application/octet-stream', size: bytes.length, sha256, content: new Blob([bytes]) };
}

/** A twin with the tag that a release is made of. */
async function taggedTwin(options: Parameters<typeof githubTwin>[0] = {}): Promise<GithubTwin> {
  const twin = await githubTwin(options);
  const sha = commitFiles(twin.repository.folder, { branch: 'main', files: { a: 'a' } });
  await writerOf(twin).git.createRef({ ...defects, ref: `refs/tags/${text.tag}`, sha });
  return twin;
}

const writerOf = (twin: GithubTwin) => clientOf(twin, twin.token(['contents:write']));

async function release(twin: GithubTwin, sent: readonly ReleaseFile[] = files) {
  await using client = await stepClient(twin, ['contents:write']);
  return await releaseVersion(new GithubReleases(client), text, sent);
}

/** Everything that stands: each release's state and its files by digest. */
async function standing(twin: GithubTwin) {
  const { data } = await writerOf(twin).repos.listReleases(defects);
  return data.map(({ draft, assets }) => [draft, assets.map(({ name, digest }) => `${name} ${digest}`).toSorted()]);
}

const whole = [[false, files.map(({ name, sha256 }) => `${name} sha256:${sha256}`).toSorted()]];

async function addDraft(twin: GithubTwin, assets: Readonly<Record<string, string>>, draft = true) {
  const client = writerOf(twin);
  const { data } = await client.repos.createRelease({ ...defects, tag_name: text.tag, name: text.title, draft: true });
  for (const [name, bytes] of Object.entries(assets)) {
    const headers = { 'content-type': 'text/plain' };
    await client.repos.uploadReleaseAsset({ ...defects, release_id: data.id, url: data.upload_url, name, data: bytes, headers });
  }
  if (!draft) {
    await client.repos.updateRelease({ ...defects, release_id: data.id, draft: false });
  }
}

describe.concurrent('a release', () => {
  it.for([false, true])('is published with its files, and stays so when it is asked for again (immutable: %s)', async (is, { expect }) => {
    await using twin = await taggedTwin({ releasesAreImmutable: is });
    const first = await release(twin);
    expect([first.published, await standing(twin)]).toEqual([true, whole]);
    const before = twin.requests.length;
    expect((await release(twin)).published).toBe(false);
    expect(twin.requests.slice(before).every(({ operation }) => operation?.startsWith('GET '))).toBe(true);
  });

  it('goes on with a draft that a dead job left, and sends a broken file again', async ({ expect }) => {
    await using twin = await taggedTwin();
    await addDraft(twin, { 'model.onnx': 'weights', 'dvc.lock': 'half' });
    await release(twin);
    expect(await standing(twin)).toEqual(whole);
    const names = twin.requests.filter(({ operation }) => operation === upload).length;
    expect(names).toBe(2 + 2);
  });

  it('goes on at the next part of a file that is too large for one', async ({ expect }) => {
    await using twin = await taggedTwin();
    const parts = await inParts(fileOf('model.onnx', 'weights'), 3);
    await addDraft(twin, { 'model.onnx.part-001': 'wei' });
    const before = twin.requests.filter(({ operation }) => operation === upload).length;
    await release(twin, parts);
    expect(twin.requests.filter(({ operation }) => operation === upload).length - before).toBe(parts.length - 1);
    expect(await standing(twin)).toEqual([[false, parts.map(({ name, sha256 }) => `${name} sha256:${sha256}`).toSorted()]]);
  });

  it('goes on with the oldest of several drafts and removes the others of that title', async ({ expect }) => {
    await using twin = await taggedTwin();
    await addDraft(twin, { 'model.onnx': 'weights' });
    await addDraft(twin, { 'dvc.lock': 'lock' });
    await writerOf(twin).repos.createRelease({ ...defects, tag_name: text.tag, name: "a person's own", draft: true });
    await release(twin);
    expect((await standing(twin)).toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([...whole, [true, []]]);
  });

  it('replaces nothing of what is published, and names both digests', async ({ expect }) => {
    await using twin = await taggedTwin();
    await addDraft(twin, { 'model.onnx': 'others', 'dvc.lock': 'lock', 'evaluation.json': '{}' }, false);
    const before = await standing(twin);
    const wrong = fileOf('model.onnx', 'others').sha256;
    await expect(release(twin)).rejects.toMatchObject({
      code: 'release-differs',
      message: expect.stringMatching(new RegExp(`sha256:${wrong}.*sha256:${files[0]?.sha256}`)),
    });
    expect(await standing(twin)).toEqual(before);
  });

  it.for([1, 2, 3])('is one when several jobs make it at once (%i)', async (_, { expect }) => {
    await using twin = await taggedTwin({ releasesAreImmutable: true });
    const made = await Promise.allSettled([release(twin), release(twin), release(twin)]);
    expect(made.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await standing(twin)).toEqual(whole);
  });

  const faults: readonly GithubFault[] = [
    { kind: 'cut', when: 'before' },
    { kind: 'cut', when: 'after' },
    { kind: 'server-error', status: 502 },
    { kind: 'secondary-limit', retryAfter: 1 },
  ];
  const places: readonly OperationName[] = [create, upload, publish];
  it.for(places.flatMap((operation) => faults.map((fault) => ({ operation, fault }))))(
    'is one with each file once after $fault.kind $fault.when at $operation',
    async ({ operation, fault }, { expect }) => {
      await using twin = await taggedTwin();
      twin.fail({ operation, fault });
      await release(twin);
      expect(await standing(twin)).toEqual(whole);
    },
  );

  it('says the line that a token lacks', async ({ expect }) => {
    await using twin = await taggedTwin();
    await using client = await stepClient(twin, ['contents:read']);
    await expect(releaseVersion(new GithubReleases(client), text, files)).rejects.toMatchObject({
      code: 'github-denied',
      hint: expect.stringContaining('contents: write'),
    });
  });
});
