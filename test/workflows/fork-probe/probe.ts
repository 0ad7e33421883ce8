/**
 * What a stranger's training code would look for on a runner: tokens, credentials, ways to the cloud's own services, and places
 * that it could write to. Prints JSON and tells no secret, only where one is. One file without packages, so that a test can put it
 * into a fork's repository as its training code.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Something that shouldn't be there. */
export interface Finding {
  readonly kind: 'environment' | 'git-config' | 'file' | 'metadata' | 'socket' | 'push';
  readonly where: string;
}

const env = process.env;
const waitMilliseconds = 1500;

const secretNames =
  /^(?:GH_|GITHUB_|ACTIONS_\w*|INPUT_\w*|NPM_|NODE_AUTH_|HF_|WANDB_|MLFLOW_\w*|CI_)?(?:TOKEN|PASSWORD|SECRET\w*|API_KEY|PAT)$|_(?:TOKEN|PASSWORD|SECRET|SECRET_KEY|API_KEY|PRIVATE_KEY|CREDENTIALS)$|^ACTIONS_(?:ID_TOKEN|RUNTIME)_|^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_)|^AZURE_CLIENT_|^GOOGLE_APPLICATION_CREDENTIALS$|^SSH_AUTH_SOCK$|^GIT_(?:ASKPASS|SSH_COMMAND)$|^SSH_ASKPASS$/i;
const secretValues =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|A[KS]IA[0-9A-Z]{16}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|xox[bp]-\w+)|-----BEGIN [A-Z ]*PRIVATE KEY|X-Amz-Signature=/;

function searchEnvironment(): Finding[] {
  const found = Object.entries(env).filter(([name, value = '']) => value !== '' && (secretNames.test(name) || secretValues.test(value)));
  return found.map(([name]) => ({ kind: 'environment', where: name }));
}

/** All scopes, with the files that they include: the workspace's, the person's, the machine's. */
async function searchGitConfig(): Promise<Finding[]> {
  const { output } = await run('git', ['config', '--list', '--includes', '-z']);
  const entries = output.split('\0').map((entry) => {
    const at = entry.indexOf('\n');
    return { name: at === -1 ? entry : entry.slice(0, at), value: entry.slice(at + 1) };
  });
  const isSecret = ({ name, value }: { readonly name: string; readonly value: string }): boolean =>
    /^credential(?:\..*)?\.helper$|\.extraheader$|^core\.(?:askpass|sshcommand)$/i.test(name) || /:\/\/[^/@\s]+@/.test(`${name} ${value}`);
  return entries
    .filter((entry) => entry.value !== '' && isSecret(entry))
    .map(({ name }) => ({ kind: 'git-config', where: name.replace(/\/\/[^/@]*@/, '//') }));
}

/** Files that tools keep credentials in, and whatever an earlier step left where steps keep theirs. */
function searchFiles(): Finding[] {
  const home = env['HOME'] ?? homedir();
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const names =
    '.git-credentials .netrc _netrc .aws/credentials .aws/sso/cache .docker/config.json .kube/config .pypirc .azure .npmrc .ssh .huggingface/token';
  const known = names.split(' ').map((name) => join(home, name));
  const others = [
    ...['git/credentials', 'gh/hosts.yml', 'gcloud', 'dvc/config'].map((name) => join(config, name)),
    env['NETRC'] ?? '',
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? '',
    '/var/run/secrets/kubernetes.io/serviceaccount/token',
  ];
  const found = [...known, ...others].filter((path) => path !== '' && path !== '/dev/null' && isFull(path));
  const left = [env['RUNNER_TEMP'], env['GITHUB_WORKSPACE'] ?? process.cwd()].flatMap((folder) =>
    folder === undefined ? [] : secretFilesIn(folder),
  );
  return [...found, ...left].map((path) => ({ kind: 'file', where: path }));
}

function isFull(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() !== '';
  } catch {
    return existsSync(path) && namesIn(path).length > 0;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Small files at the top of a folder and one below. This program's own text has the words that it looks for. */
function secretFilesIn(folder: string): readonly string[] {
  const paths = namesIn(folder).flatMap((name) => [
    join(folder, name),
    ...namesIn(join(folder, name)).map((below) => join(folder, name, below)),
  ]);
  return paths.filter((path) => !path.endsWith('probe.ts') && !path.includes('node_modules') && holdsSecret(path));
}

function holdsSecret(path: string): boolean {
  try {
    const text = readFileSync(path, 'latin1').slice(0, 1 << 20);
    return secretValues.test(text) || /extraheader\s*=/i.test(text);
  } catch {
    return false;
  }
}

/** Where clouds hand credentials to whatever runs on a machine; `PROBE_METADATA` names stand-ins. */
async function searchMetadata(): Promise<Finding[]> {
  const usual =
    'http://169.254.169.254/latest/meta-data/ http://[fd00:ec2::254]/latest/meta-data/ http://169.254.170.2/ http://metadata.google.internal/ http://100.100.100.200/';
  const places = (env['PROBE_METADATA'] ?? usual).split(' ').filter((place) => place !== '');
  const answers = await Promise.all(
    places.map(async (place) => {
      try {
        await fetch(place, { method: 'PUT', signal: AbortSignal.timeout(waitMilliseconds) });
        return [place];
      } catch {
        return [];
      }
    }),
  );
  return answers.flat().map((place) => ({ kind: 'metadata', where: place }));
}

/** Sockets by which a process becomes root, or another one; `PROBE_SOCKETS` names others. */
async function searchSockets(): Promise<Finding[]> {
  const run = env['XDG_RUNTIME_DIR'] ?? '/run/user/0';
  const usual = `/var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock ${run}/docker.sock ${run}/podman/podman.sock`;
  const named = (env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '');
  const paths = [...(env['PROBE_SOCKETS'] ?? usual).split(' '), named].filter((path) => path.startsWith('/'));
  const open = await Promise.all(paths.map(async (path) => ((await answers(path)) ? [path] : [])));
  return open.flat().map((path) => ({ kind: 'socket', where: path }));
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.setTimeout(waitMilliseconds, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/** Whether the repository that the code was taken from takes a push; one on the same disk is none of GitHub's. */
async function tryPush(): Promise<Finding[]> {
  const { output: url } = await run('git', ['remote', 'get-url', 'origin']);
  if (url.trim() === '') {
    return [];
  }
  const { code } = await run('git', ['push', '--dry-run', '--quiet', 'origin', 'HEAD:refs/heads/probe']);
  return code === 0 ? [{ kind: 'push', where: 'origin' }] : [];
}

function run(program: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: 20_000, env: { ...env, GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'https:http:ssh:git' } };
    execFile(program, [...args], options, (error, stdout) => resolve({ code: error === null ? 0 : 1, output: stdout }));
  });
}

const searches = [searchEnvironment, searchGitConfig, searchFiles, searchMetadata, searchSockets, tryPush];
const findings = (await Promise.all(searches.map(async (search) => search()))).flat();
const text = `${JSON.stringify({ searches: searches.map(({ name }) => name), findings }, undefined, 2)}\n`;
process.stdout.write(text);
if (env['PROBE_OUTPUT'] !== undefined) {
  writeFileSync(env['PROBE_OUTPUT'], text);
}
