import { GithubChecks } from '../../src/adapters/github/github-checks.ts';
import type { GithubClient } from '../../src/adapters/github/github-client.ts';
import { GithubFiles } from '../../src/adapters/github/github-files.ts';
import { GithubPulls } from '../../src/adapters/github/github-pulls.ts';
import { GithubRuns } from '../../src/adapters/github/github-runs.ts';
import { GithubReportComments } from '../../src/adapters/github/report-comments.ts';
import { readZip } from '../../src/adapters/zip/read-zip.ts';
import type { PublishPorts } from '../../src/app/publish-report.ts';

/** What publishing a report needs of GitHub, by one client. */
export function publishPorts(client: GithubClient): Omit<PublishPorts, 'step'> {
  return {
    pulls: new GithubPulls(client),
    runs: new GithubRuns(client),
    files: new GithubFiles(client),
    comments: new GithubReportComments(client),
    checks: new GithubChecks(client),
    unzip: readZip,
  };
}
