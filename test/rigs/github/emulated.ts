import { createEmulator } from 'emulate';
import type { Answer } from './answer.ts';

/** emulate's GitHub, which answers what it does as GitHub does. */
export interface Emulated extends AsyncDisposable {
  ask(method: string, path: string, login: string, body?: unknown): Promise<Answer>;
}

/** What there is when it starts. */
export interface EmulatedSeed {
  readonly organization: string;
  readonly repository: string;
  readonly logins: readonly string[];
}

const scopes = ['repo', 'admin:org'];

/** Starts it on a free port of this machine; the addresses in its answers start with `url`. */
export async function startEmulated(url: string, seed: EmulatedSeed): Promise<Emulated> {
  const tokens = Object.fromEntries(seed.logins.map((login) => [tokenOf(login), { login, scopes }]));
  const github = {
    users: seed.logins.map((login) => ({ login })),
    orgs: [{ login: seed.organization, members: [] }],
    repos: [{ owner: seed.organization, name: seed.repository }],
  };
  const emulator = await createEmulator({ service: 'github', port: 0, seed: { tokens, github } });
  return {
    ask: async (method, path, login, body) => {
      const headers = { authorization: `Bearer ${tokenOf(login)}`, 'content-type': 'application/json' };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      return readAnswer(await fetch(`${emulator.url}${path}`, init), (text) => text.replaceAll(emulator.url, url));
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

function tokenOf(login: string): string {
  return `emulated-${Buffer.from(login).toString('hex')}`;
}

async function readAnswer(response: Response, moved: (text: string) => string): Promise<Answer> {
  const text = await response.text();
  const link = response.headers.get('link');
  const body: unknown = text === '' ? undefined : JSON.parse(moved(text));
  return { status: response.status, body, headers: link === null ? {} : { link: moved(link) } };
}
