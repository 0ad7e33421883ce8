import { readOwnReport, readOwnRun } from '../../src/adapters/actions-runner/own-run.ts';
import { runAction } from '../../src/adapters/actions-runner/run-action.ts';
import { GithubChecks } from '../../src/adapters/github/github-checks.ts';
import { openGithub } from '../../src/adapters/github/github-client.ts';
import { GithubFiles } from '../../src/adapters/github/github-files.ts';
import { GithubPulls } from '../../src/adapters/github/github-pulls.ts';
import { GithubRuns } from '../../src/adapters/github/github-runs.ts';
import { readGithubSettings } from '../../src/adapters/github/github-settings.ts';
import { GithubReportComments } from '../../src/adapters/github/report-comments.ts';
import { readZip } from '../../src/adapters/zip/read-zip.ts';
import { publishReport } from '../../src/app/publish-report.ts';

await runAction(async (step) => {
  const token = step.input('token');
  const env = token === '' ? process.env : { ...process.env, GITHUB_TOKEN: token };
  const folder = step.input('folder');
  await using client = await openGithub(readGithubSettings(env), env);
  const ports = {
    step,
    pulls: new GithubPulls(client),
    runs: new GithubRuns(client),
    files: new GithubFiles(client),
    comments: new GithubReportComments(client),
    checks: new GithubChecks(client),
    unzip: readZip,
  };
  await publishReport(ports, {
    event: await step.readEvent(),
    projects: step.input('projects').split('\n'),
    ...(folder === '' ? {} : { own: { ...readOwnRun(env), report: await readOwnReport(env, folder) } }),
  });
});
