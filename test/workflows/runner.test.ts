import { expect, it } from 'vitest';
import { roles, Team } from './team.ts';

const checkout = 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd';

/** A workflow of the shape that ours have, without any action of ours. */
function workflow(plan: string): string {
  return `name: Sightline train
on: pull_request
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    permissions: { contents: read }
    outputs: { matrix: '\${{ steps.plan.outputs.matrix }}' }
    steps:
      - id: plan
        run: echo 'matrix={"include":[{"runsOn":["self-hosted","gpu"]}]}' >> "$GITHUB_OUTPUT"
  train:
    needs: plan
    strategy: { matrix: '\${{ fromJSON(needs.plan.outputs.matrix) }}' }
    runs-on: \${{ matrix.runsOn }}
    permissions: { contents: read, id-token: write }
    steps:
${plan}`;
}

const whole = workflow(`      - uses: ${checkout}
        with: { ref: '\${{ github.event.pull_request.head.sha }}', fetch-depth: 0, persist-credentials: false }
      - uses: aws-actions/configure-aws-credentials@8df5847569e6427dd6c4fb1cf565c83acfa8afa7
        with: { role-to-assume: '${roles.untrusted}', aws-region: eu-central-1 }
      - run: |
          git log --format=%s --max-count=1
          git branch --remotes
          git config --get-regexp . || true
          test -n "$AWS_ACCESS_KEY_ID"
          mkdir report && echo hello > report/report.md && echo '# Done' >> "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f
        with: { name: left, path: report }
`);

async function teamWith(text: string): Promise<Team> {
  const team = await Team.start();
  team.write('.github/workflows/sightline-train.yml', text);
  team.push('main', 'Start');
  team.write('a.txt', 'a');
  team.push('topic', 'Change a');
  return team;
}

it('runs jobs one after another on the labels that a matrix names, and puts what they left on the twin', async () => {
  await using team = await teamWith(whole);
  const run = await team.trainRun('topic');
  expect(run.text).toContain('Change a');
  expect(run).toMatchObject({
    jobs: { plan: 'success', train: 'success' },
    runsOn: { train: ['self-hosted', 'gpu'] },
    summaries: ['# Done\n'],
  });
  expect(run.text).toMatch(/origin\/main/);
  expect(run.text).not.toContain('extraheader');
  expect(run.roles).toEqual([`${roles.untrusted} by repo:acme/defects:pull_request`]);
  expect(run.artifacts).toEqual(['left']);
});

it('runs no job for which there is no runner', async () => {
  await using team = await teamWith(whole);
  expect((await team.trainRun('topic', [])).jobs).toEqual({ plan: 'success' });
});

it('has the token where a clone would keep it, and lets nobody take on the role of the default branch', async () => {
  const trusted = whole.replace(roles.untrusted, roles.trusted);
  await using team = await teamWith(workflow(`      - uses: ${checkout}\n      - run: git config --get-regexp extraheader\n`));
  expect((await team.trainRun('topic')).text).toMatch(/extraheader AUTHORIZATION: basic/);
  team.write('.github/workflows/sightline-train.yml', trusted);
  team.push('topic', 'Ask for more');
  expect(await team.trainRun('topic')).toMatchObject({ jobs: { train: 'failure' }, roles: [] });
});
