import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';
import { invalid, notFound, refusal } from './answer.ts';
import { findCommit, git } from './git-objects.ts';
import { page } from './paging.ts';
import { simpleUser } from './user.ts';
import { fullName, kept, now, repositoryUrl, tell, type Call, type Handlers } from './world.ts';

/** A release asset is smaller than this. */
const largestAsset = 2 ** 31;

interface Asset {
  readonly id: number;
  readonly release: number;
  readonly name: string;
  readonly label: string | null;
  readonly type: string;
  readonly bytes: Buffer;
  readonly login: string;
  readonly at: string;
}

interface Release {
  readonly id: number;
  readonly tag_name: string;
  readonly target_commitish: string;
  readonly draft: boolean;
}

const assetsOf = kept<Map<number, Asset>>(() => new Map());

/** Releases: emulate keeps them, the assets are ours. Only who may write sees drafts, and a draft has no tag yet. */
export const releaseHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/releases': async (call) => {
    const answer = await call.forward();
    const seesDrafts = call.token.grants.has('contents:write');
    const shown = (answer.body as Release[]).filter(({ draft }) => !draft || seesDrafts);
    return { ...answer, body: shown.map((release) => withAssets(call, release)) };
  },
  'POST /repos/{owner}/{repo}/releases': async (call) => {
    await requireTarget(call, call.body);
    const { tag_name: tag = '', draft = false } = call.body as Partial<Release>;
    const answer = await tellEmulated(call, draft ? { tag_name: draftTag(call, tag) } : {});
    await published(call, answer);
    return answer;
  },
  'PATCH /repos/{owner}/{repo}/releases/{release_id}': async (call) => {
    const before = await findRelease(call);
    await requireTarget(call, { ...before, ...(call.body as Partial<Release>) });
    if (isSealed(call, before) && 'tag_name' in call.body) {
      throw refusal(422, 'Cannot change the tag of an immutable release.');
    }
    const { tag_name: tag = before.tag_name, draft = before.draft } = call.body as Partial<Release>;
    const answer = await tellEmulated(call, before.draft ? { tag_name: draft ? draftTag(call, tag) : tag } : {});
    if (before.draft) {
      await published(call, answer);
    }
    return answer;
  },
  'GET /repos/{owner}/{repo}/releases/tags/{tag}': async (call) => {
    const answer = releaseAnswer(call, await call.forward());
    if ((answer.body as Release).draft) {
      throw notFound();
    }
    return answer;
  },
  'GET /repos/{owner}/{repo}/releases/{release_id}': async (call) => releaseAnswer(call, await call.forward()),
  'GET /repos/{owner}/{repo}/releases/{release_id}/assets': async (call) => {
    const { id } = await findRelease(call);
    return page(call, assetBodies(call, id));
  },
  'POST /repos/{owner}/{repo}/releases/{release_id}/assets': upload,
  'GET /repos/{owner}/{repo}/releases/assets/{asset_id}': (call) => {
    const asset = findAsset(call);
    if (call.accept.includes('application/octet-stream')) {
      return { status: 302, headers: { location: call.world.keepFile(asset.bytes, asset.type) } };
    }
    return { status: 200, body: assetBody(call, asset) };
  },
  'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': async (call) => {
    const asset = findAsset(call);
    requireOpen(call, await findRelease(call, asset.release));
    assetsOf(call.repository).delete(asset.id);
    return { status: 204 };
  },
};

/** GitHub has many drafts of one tag, emulate one release of each: there a draft's tag ends with what no tag of git has. */
function draftTag(call: Call, tag: string): string {
  return `${tag}~${call.world.nextId()}`;
}

function bare<R extends Release>(release: R): R {
  return { ...release, tag_name: release.tag_name.replace(/~\d+$/, '') };
}

async function tellEmulated(call: Call, changes: Partial<Release>): Promise<Answer> {
  const id = call.params['release_id'];
  const path = `/repos/${fullName(call.repository)}/releases${id === undefined ? '' : `/${id}`}`;
  const method = id === undefined ? 'POST' : 'PATCH';
  return releaseAnswer(call, await call.world.emulated(method, path, call.token.login, { ...(call.body as object), ...changes }));
}

/** A release that is to be published needs its tag, or a commit to put it on. */
async function requireTarget(
  call: Call,
  { tag_name: tag = '', target_commitish: target = 'main', draft = false }: Partial<Release>,
): Promise<void> {
  const { folder } = call.repository;
  if (!draft && (await findCommit(folder, `tags/${tag}`)) === undefined && (await findCommit(folder, target)) === undefined) {
    throw invalid('Release', 'target_commitish', 'invalid');
  }
}

/** A draft has no tag and tells nobody; what publishes it makes the tag, unless there is one, which is never moved. */
async function published(call: Call, { body }: Answer): Promise<void> {
  const { draft, tag_name: tag, target_commitish: target } = body as Release;
  if (draft) {
    return;
  }
  const { folder } = call.repository;
  if ((await findCommit(folder, `tags/${tag}`)) === undefined) {
    await git(folder, ['update-ref', `refs/tags/${tag}`, (await findCommit(folder, target)) ?? '']);
  }
  tell(call, 'release', 'published', { release: body });
}

function isSealed(call: Call, release: Release): boolean {
  return call.world.releasesAreImmutable && !release.draft;
}

function requireOpen(call: Call, release: Release): void {
  if (isSealed(call, release)) {
    throw refusal(422, 'Cannot upload or delete assets of an immutable release.');
  }
}

async function findRelease(call: Call, id = Number(call.params['release_id'])): Promise<Release> {
  const path = `/repos/${fullName(call.repository)}/releases/${id}`;
  const { status, body } = await call.world.emulated('GET', path, call.token.login);
  if (status !== 200) {
    throw notFound();
  }
  return bare(body as Release);
}

function releaseAnswer(call: Call, answer: Answer): Answer {
  if (answer.status >= 400) {
    throw answer.status === 404 ? notFound() : invalid('Release', 'tag_name', 'already_exists');
  }
  return { ...answer, body: withAssets(call, answer.body as Release) };
}

function withAssets(call: Call, release: Release): object {
  const upload_url = `${call.world.uploadUrl}/repos/${fullName(call.repository)}/releases/${release.id}/assets{?name,label}`;
  return { ...bare(release), upload_url, assets: assetBodies(call, release.id) };
}

async function upload(call: Call): Promise<Answer> {
  const standing = await findRelease(call);
  requireOpen(call, standing);
  const { id: release } = standing;
  const { name = '', label = null } = call.query;
  if (call.type === '' || call.bytes.length === 0 || call.bytes.length >= largestAsset) {
    throw refusal(422, 'Bad Size: an asset has a content type and from 1 to 2,147,483,647 bytes.');
  }
  if ([...assetsOf(call.repository).values()].some((asset) => asset.release === release && asset.name === name)) {
    throw invalid('ReleaseAsset', 'name', 'already_exists');
  }
  const { bytes, type, token } = call;
  const asset = { id: call.world.nextId(), release, name, label, type, bytes, login: token.login, at: now() };
  assetsOf(call.repository).set(asset.id, asset);
  return { status: 201, body: assetBody(call, asset) };
}

function findAsset(call: Call): Asset {
  const asset = assetsOf(call.repository).get(Number(call.params['asset_id']));
  if (asset === undefined) {
    throw notFound();
  }
  return asset;
}

function assetBodies(call: Call, release: number): readonly object[] {
  const assets = [...assetsOf(call.repository).values()].filter((asset) => asset.release === release);
  return assets.map((asset) => assetBody(call, asset));
}

function assetBody(call: Call, { id, name, label, type, bytes, login, at }: Asset): object {
  const url = `${repositoryUrl(call)}/releases/assets/${id}`;
  return {
    url,
    browser_download_url: url,
    id,
    node_id: `RA_${id}`,
    name,
    label,
    state: 'uploaded',
    content_type: type,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    download_count: 0,
    created_at: at,
    updated_at: at,
    uploader: simpleUser(call.world.url, login),
  };
}
