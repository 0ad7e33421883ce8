import type { createRemoteJWKSet } from 'jose';
import { z } from 'zod';
import { SightlineError } from '../../core/errors.ts';
import type { RunStatements } from '../../core/sharing/run-statement.ts';

type Env = Readonly<Record<string, string | undefined>>;

const answerSchema = z.object({ value: z.string().min(1).max(16_000) });
const waitMilliseconds = 10_000;

/** Statements are tokens that GitHub signs for a workflow's run: the issuer is GitHub's own, or that of the Enterprise Server. */
export function openRunStatements(env: Env): RunStatements {
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const issuer = server === 'https://github.com' ? 'https://token.actions.githubusercontent.com' : `${server}/_services/token`;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  const keys = rememberedKeys(issuer);
  return {
    sign: url === undefined || token === undefined ? undefined : async (audience) => requestToken(url, token, audience),
    isSigned: async (statement, audience, workflow) => isSigned(statement, { audience, workflow, issuer, keys: await keys() }),
  };
}

async function requestToken(address: string, token: string, audience: string): Promise<string> {
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  try {
    const response = await fetch(url, { headers: { authorization: `bearer ${token}` }, signal: AbortSignal.timeout(waitMilliseconds) });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    return answerSchema.parse(await response.json()).value;
  } catch (error) {
    throw new SightlineError('remote-failed', `GitHub signed no statement of who made this run: ${String(error)}`, {
      hint: 'Run the same command again; the job needs `permissions: { id-token: write }`.',
      cause: error,
    });
  }
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** The library is loaded where something is to be checked, and the keys are asked for once. */
function rememberedKeys(issuer: string): () => Promise<Keys> {
  let keys: Keys | undefined;
  return async () => {
    const { createRemoteJWKSet } = await import('jose');
    keys ??= createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), { timeoutDuration: waitMilliseconds });
    return keys;
  };
}

interface Expected {
  readonly audience: string;
  /** As the claim `workflow_ref` has it: `owner/name/.github/workflows/file.yml@refs/heads/main`. */
  readonly workflow: string;
  readonly issuer: string;
  readonly keys: Keys;
}

async function isSigned(statement: string, { audience, workflow, issuer, keys }: Expected): Promise<boolean> {
  const { decodeJwt, errors, jwtVerify } = await import('jose');
  try {
    // A token lasts minutes, a run longer: what counts is that it was valid when it was made.
    const currentDate = new Date((decodeJwt(statement).iat ?? 0) * 1000);
    const { payload } = await jwtVerify(statement, keys, { issuer, audience, algorithms: ['RS256'], currentDate });
    const [, repository, ref] = /^([^/]+\/[^/]+)\/.*@(.+)$/.exec(workflow) ?? [];
    return payload['workflow_ref'] === workflow && payload['repository'] === repository && payload['ref'] === ref;
  } catch (error) {
    if (error instanceof errors.JOSEError && !isUnreachable(error)) {
      return false;
    }
    throw new SightlineError('remote-failed', `the keys of ${issuer} could not be asked for: ${String(error)}`, { cause: error });
  }
}

/** The library's words for an issuer that doesn't answer, or not with keys. */
function isUnreachable({ code }: { readonly code: string }): boolean {
  return code === 'ERR_JWKS_TIMEOUT' || code === 'ERR_JWKS_INVALID' || code === 'ERR_JOSE_GENERIC';
}
