import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { findCommit, git, gitLine } from './git-objects.ts';
import { repositoryUrl, tell, type Call, type Handlers } from './world.ts';

/** Files up to this size come within the JSON, larger ones as raw bytes only. */
const largestInline = 1 << 20;
const largest = 100 << 20;

/** Files and refs, from the git repository. */
export const contentHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/contents/{path}': contents,
  'GET /repos/{owner}/{repo}/git/ref/{ref}': async (call) => {
    const [found] = await matchingRefs(call, (name, wanted) => name === wanted);
    if (found === undefined) {
      throw notFound();
    }
    return { status: 200, body: found };
  },
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': async (call) => ({
    status: 200,
    body: await matchingRefs(call, (name, wanted) => name.startsWith(wanted)),
  }),
  'POST /repos/{owner}/{repo}/git/refs': createRef,
};

async function contents(call: Call): Promise<Answer> {
  const { folder } = call.repository;
  const path = (call.params['path'] ?? '').replace(/\/$/, '');
  const commit = await findCommit(folder, call.query['ref'] ?? 'main');
  if (commit === undefined) {
    throw refusal(404, `No commit found for the ref ${call.query['ref'] ?? 'main'}`);
  }
  const [entry] = await listTree(folder, commit, path);
  if (entry === undefined) {
    throw notFound();
  }
  if (entry.type === 'tree') {
    const entries = await listTree(folder, commit, `${path}/`);
    return { status: 200, body: entries.map((below) => entryBody(call, below)) };
  }
  if (entry.size > largest) {
    throw refusal(403, 'This API returns blobs up to 100 MB in size.');
  }
  const bytes = await git(folder, ['cat-file', 'blob', entry.sha]);
  if (/\braw\b/.test(call.accept)) {
    return { status: 200, body: bytes, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' } };
  }
  const isInline = entry.size <= largestInline;
  const content = isInline ? (bytes.toString('base64').match(/.{1,60}/g) ?? []).map((line) => `${line}\n`).join('') : '';
  return { status: 200, body: { ...entryBody(call, entry), encoding: isInline ? 'base64' : 'none', content } };
}

interface TreeEntry {
  readonly type: string;
  readonly sha: string;
  readonly size: number;
  readonly path: string;
}

async function listTree(folder: string, commit: string, path: string): Promise<readonly TreeEntry[]> {
  const output = await git(folder, ['--literal-pathspecs', 'ls-tree', '-z', '--long', commit, '--', path]);
  const lines = output.toString().split('\0').slice(0, -1);
  return lines.map((line) => {
    const [facts = '', name = ''] = line.split('\t');
    const [, type = '', sha = '', size = ''] = facts.split(/ +/);
    return { type, sha, size: Number(size) || 0, path: name };
  });
}

function entryBody(call: Call, entry: TreeEntry): Readonly<Record<string, unknown>> {
  const at = repositoryUrl(call);
  const url = `${at}/contents/${entry.path.split('/').map(encodeURIComponent).join('/')}`;
  const gitUrl = `${at}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  return {
    type: entry.type === 'tree' ? 'dir' : 'file',
    size: entry.size,
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    url,
    git_url: gitUrl,
    html_url: url,
    download_url: entry.type === 'tree' ? null : url,
    _links: { self: url, git: gitUrl, html: url },
  };
}

async function matchingRefs(call: Call, matches: (name: string, wanted: string) => boolean): Promise<object[]> {
  const wanted = `refs/${call.params['ref'] ?? ''}`;
  const output = await git(call.repository.folder, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)']);
  const refs = output
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return refs.filter(([name = '']) => matches(name, wanted)).map(([name = '', sha = '', type = '']) => refBody(call, name, sha, type));
}

function refBody(call: Call, ref: string, sha: string, type: string): object {
  const at = `${repositoryUrl(call)}/git`;
  return { ref, node_id: `REF_${ref}`, url: `${at}/${ref}`, object: { sha, type, url: `${at}/${type}s/${sha}` } };
}

async function createRef(call: Call): Promise<Answer> {
  const { ref = '', sha = '' } = call.body as { ref?: string; sha?: string };
  const { folder } = call.repository;
  if (!/^refs\/[^/]+\/./.test(ref)) {
    throw refusal(422, "Reference name must start with 'refs/' and have at least two slashes.");
  }
  const type = await gitLine(folder, ['cat-file', '-t', sha]);
  if (type === undefined) {
    throw refusal(422, 'Object does not exist');
  }
  if ((await gitLine(folder, ['rev-parse', '--verify', '--quiet', ref])) !== undefined) {
    throw refusal(422, 'Reference already exists');
  }
  await git(folder, ['update-ref', ref, sha]);
  tell(call, 'push', undefined, { ref, after: sha });
  return { status: 201, body: refBody(call, ref, sha, type) };
}
