import type { Env } from '../../src/adapters/actions-runner/environment-file.ts';
import { keptErrors } from '../../src/adapters/actions-runner/keep-error.ts';
import { readOwnReport, readOwnRun } from '../../src/adapters/actions-runner/own-run.ts';
import { runAction } from '../../src/adapters/actions-runner/run-action.ts';
import { openGithub } from '../../src/adapters/github/github-client.ts';
import { readGithubSettings } from '../../src/adapters/github/github-settings.ts';
import { type OwnRun, publishReport } from '../../src/app/publish-report.ts';
import { publishPorts } from './publish-ports.ts';

await runAction(async (step) => {
  const token = step.input('token');
  const env = token === '' ? process.env : { ...process.env, GITHUB_TOKEN: token };
  const [folder, status] = [step.input('folder'), step.input('status')];
  await using client = await openGithub(readGithubSettings(env), env);
  await publishReport(
    { step, ...publishPorts(client) },
    {
      event: await step.readEvent(),
      projects: step.input('projects').split('\n'),
      ...(folder === '' && status === '' ? {} : { own: await readOwn(env, folder, status) }),
    },
  );
});

async function readOwn(env: Env, folder: string, status: string): Promise<OwnRun> {
  const report = folder === '' ? undefined : await readOwnReport(env, folder);
  return { ...readOwnRun(env), conclusion: status === '' ? 'success' : status, report, errors: await keptErrors(env['SIGHTLINE_ERRORS']) };
}
