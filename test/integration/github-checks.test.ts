import { describe, it } from 'vitest';
import { GithubChecks } from '../../src/adapters/github/github-checks.ts';
import type { CheckReport } from '../../src/core/github-ports.ts';
import type { GithubFault } from '../rigs/github/faults.ts';
import type { OperationName } from '../rigs/github/operations.ts';
import { githubTwin, type GithubTwin } from '../rigs/github/twin.ts';
import { commitFiles } from '../support/commit-files.ts';
import { clientOf, defects } from '../support/twin-client.ts';
import { stepClient } from '../support/workflow-step.ts';

const create = 'POST /repos/{owner}/{repo}/check-runs';
const update = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const list = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';

function reportOf(twin: GithubTwin, run: number, annotations: number): CheckReport {
  const head = commitFiles(twin.repository.folder, { branch: 'main', files: { 'params.yaml': 'lr: 1\n' } });
  return {
    name: 'sightline / defects',
    head,
    origin: { run, attempt: 1, comment: 77 },
    conclusion: 'failure',
    title: 'Worse',
    summary: 'Accuracy fell.',
    annotations: Array.from({ length: annotations }, (_, at) => ({
      path: 'params.yaml',
      line: at + 1,
      level: 'failure',
      title: 'gate',
      message: `line ${at + 1}`,
    })),
  };
}

async function publish(twin: GithubTwin, report: CheckReport) {
  await using client = await stepClient(twin, ['checks:write']);
  return await new GithubChecks(client).publish(report);
}

/** A check as GitHub shows it: how it ended and the lines that it points at. */
async function standing(twin: GithubTwin, check_run_id: number): Promise<[string | null, number[]]> {
  const client = clientOf(twin, twin.token(['checks:read']));
  const { data } = await client.checks.get({ ...defects, check_run_id });
  const all = await client.paginate(client.checks.listAnnotations, { ...defects, check_run_id, per_page: 100 });
  return [data.conclusion, all.map(({ start_line: line }) => line)];
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe.concurrent('a check', () => {
  it.for([
    [0, [list, create]],
    [50, [list, create]],
    [120, [list, create, update, update]],
  ] as const)('with %i annotations takes one request for every 50', async ([count, requests], { expect }) => {
    await using twin = await githubTwin();
    const { id } = await publish(twin, reportOf(twin, 10, count));
    expect(twin.requests.map(({ operation }) => operation)).toEqual(requests);
    expect(await standing(twin, id)).toEqual(['failure', upTo(count)]);
  });

  it('tells the next run which comment to change, and stays when an older run comes late', async ({ expect }) => {
    await using twin = await githubTwin();
    const report = reportOf(twin, 10, 0);
    const { id } = await publish(twin, report);
    await using client = await stepClient(twin, ['checks:read']);
    const newest = (name: string) => new GithubChecks(client).newest(name, report.head);
    expect(await newest(report.name)).toEqual({ id, origin: { run: 10, attempt: 1, comment: 77 } });
    expect(await newest('other')).toBeUndefined();
    expect(await publish(twin, { ...report, origin: { run: 9, attempt: 2 } })).toEqual({ kind: 'kept', id });
    const again = await publish(twin, { ...report, origin: { run: 10, attempt: 2, comment: 77 } });
    expect((await newest(report.name))?.id).toBe(again.id);
  });

  it.for<[OperationName, GithubFault, number, number]>([
    [create, { kind: 'cut', when: 'after' }, 1, 2],
    [create, { kind: 'cut', when: 'before' }, 2, 2],
    [create, { kind: 'server-error', status: 502 }, 2, 2],
    [update, { kind: 'cut', when: 'after' }, 1, 2],
    [update, { kind: 'cut', when: 'before' }, 1, 3],
    [update, { kind: 'secondary-limit', retryAfter: 1 }, 1, 3],
    [list, { kind: 'server-error', status: 503 }, 1, 2],
  ])('is one, with each annotation once, after a fault: %s, %o', async ([operation, fault, creations, updates], { expect }) => {
    await using twin = await githubTwin();
    const report = reportOf(twin, 10, 120);
    twin.fail({ operation, fault });
    const { id } = await publish(twin, report);
    expect([twin.count(create), twin.count(update)]).toEqual([creations, updates]);
    expect(await standing(twin, id)).toEqual(['failure', upTo(120)]);
    const client = clientOf(twin, twin.token(['checks:read']));
    expect((await client.checks.listForRef({ ...defects, ref: report.head, filter: 'all' })).data.total_count).toBe(1);
  });

  it('needs a permission, whose line it says', async ({ expect }) => {
    await using twin = await githubTwin();
    await using client = await stepClient(twin, ['checks:read']);
    const denied = new GithubChecks(client).publish(reportOf(twin, 10, 0));
    await expect(denied).rejects.toMatchObject({ code: 'github-denied', hint: expect.stringContaining('\n    checks: write') });
  });
});
