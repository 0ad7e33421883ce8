import { expect, it } from 'vitest';
import type { GithubFault } from '../rigs/github/faults.ts';
import { githubTwin } from '../rigs/github/twin.ts';
import { clientOf, defects } from '../support/twin-client.ts';

const operation = 'POST /repos/{owner}/{repo}/issues';
const create = (twin: Parameters<typeof clientOf>[0], token: string) => clientOf(twin, token).issues.create({ ...defects, title: 'drift' });

it.each<[GithubFault, object]>([
  [
    { kind: 'rate-limit', status: 403, retryAfter: 7 },
    { status: 403, response: { headers: { 'retry-after': '7', 'x-ratelimit-remaining': '0' } } },
  ],
  [
    { kind: 'rate-limit', status: 429 },
    { status: 429, message: expect.stringContaining('rate limit exceeded') },
  ],
  [
    { kind: 'secondary-limit', retryAfter: 60 },
    { status: 403, message: expect.stringContaining('secondary rate limit') },
  ],
  [{ kind: 'server-error', status: 500 }, { status: 500 }],
  [
    { kind: 'server-error', status: 502 },
    { status: 502, response: { data: expect.stringContaining('<html>') } },
  ],
])('fails the second request only, with %o', async (fault, expected) => {
  await using twin = await githubTwin();
  const token = twin.token(['issues:write']);
  twin.fail({ operation, nth: 2, fault });
  await create(twin, token);
  await expect(create(twin, token)).rejects.toMatchObject(expected);
  await create(twin, token);
  expect((await clientOf(twin, token).issues.listForRepo(defects)).data).toHaveLength(2);
});

it.each([
  ['before', 0],
  ['after', 1],
] as const)('cuts the connection %s the request was taken', async (when, made) => {
  await using twin = await githubTwin();
  const token = twin.token(['issues:write']);
  twin.fail({ operation, fault: { kind: 'cut', when } });
  await expect(create(twin, token)).rejects.toThrow(/fetch failed|other side closed/);
  expect(twin.requests).toEqual([{ operation, path: '/repos/acme/defects/issues' }]);
  expect((await clientOf(twin, token).issues.listForRepo(defects)).data).toHaveLength(made);
});

it('answers late, and fails several requests in a row', async () => {
  await using twin = await githubTwin();
  const token = twin.token(['issues:write']);
  twin.fail({ operation, fault: { kind: 'slow', milliseconds: 120 } });
  twin.fail({ operation, nth: 2, times: 2, fault: { kind: 'server-error', status: 503 } });
  const before = performance.now();
  await create(twin, token);
  expect(performance.now() - before).toBeGreaterThanOrEqual(119);
  await expect(create(twin, token)).rejects.toMatchObject({ status: 503 });
  await expect(create(twin, token)).rejects.toMatchObject({ status: 503 });
  expect((await create(twin, token)).status).toBe(201);
});
