import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const variable = (name: string): string => process.env[name] ?? '';
const input = (name: string): string => variable(`INPUT_${name.toUpperCase()}`);
const folder = join(variable('GITHUB_WORKSPACE'), input('path') || '.');
mkdirSync(folder, { recursive: true });

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

const address = `${variable('GITHUB_SERVER_URL')}/${input('repository')}`;
git('init', '--quiet', '--initial-branch', 'main');
git('remote', 'add', 'origin', address);
const started = variable('GITHUB_REF').startsWith('refs/pull/') ? variable('GITHUB_SHA') : variable('GITHUB_REF');
const wanted = input('ref') || started;
const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
const depth = input('fetch-depth') === '0' ? everything : [`--depth=${input('fetch-depth')}`];
git('fetch', '--quiet', '--no-tags', 'origin', ...depth, `+${wanted}:refs/rig/wanted`);
const branch = /^(?:refs\/heads\/)?((?![0-9a-f]{40}$).+)$/.exec(wanted)?.[1];
git('checkout', '--quiet', '--force', ...(branch === undefined ? ['--detach'] : ['-B', branch]), 'refs/rig/wanted');
git('update-ref', '-d', 'refs/rig/wanted');
if (input('persist-credentials') === 'true') {
  const basic = Buffer.from(`x-access-token:${input('token')}`).toString('base64');
  git('config', `http.${variable('GITHUB_SERVER_URL')}/.extraheader`, `AUTHORIZATION: basic ${basic}`);
}
