import { type Finding, finding } from './finding.ts';
import type { RunnerFacts } from './settings-ports.ts';

const general = 'Settings > Actions > General';

/** Whether workflows run at all. */
export function checkActions({ isEnabled, allowed }: { readonly isEnabled: boolean; readonly allowed: string | undefined }): Finding {
  const what = 'GitHub Actions';
  if (!isEnabled) {
    return finding(what, 'fail', 'are off', `Turn them on in ${general}.`);
  }
  return allowed === 'local_only'
    ? finding(what, 'warn', 'only actions of this owner may run', `Allow those of the workflows in ${general} > Actions permissions.`)
    : finding(what, 'ok', `are on${allowed === undefined ? '' : `, allowed: ${allowed}`}`);
}

/** What a workflow's token may do where the workflow doesn't say. */
export function checkDefaultToken({ mayWrite }: { readonly mayWrite: boolean }): Finding {
  const what = 'default workflow permissions';
  return mayWrite
    ? finding(what, 'warn', 'write', `Choose "Read repository contents and packages permissions" in ${general} > Workflow permissions.`)
    : finding(what, 'ok', 'read');
}

/** Whether workflows may open pull requests; that setting lets them approve some, too. */
export function checkPullRequests({ mayOpenPullRequests }: { readonly mayOpenPullRequests: boolean }): Finding {
  return finding(
    'pull requests by workflows',
    'ok',
    mayOpenPullRequests ? 'workflows may open and approve them' : 'workflows may open none, and none of ours needs to',
  );
}

/** Who starts workflows with a fork's pull request. Runners of one's own must not be a stranger's to start. */
export function checkForkApproval(policy: string, isPrivate: boolean): Finding {
  const what = 'approval of workflows from forks';
  if (isPrivate) {
    return finding(what, 'ok', 'the repository is private: no stranger can fork it');
  }
  return policy === 'all_external_contributors'
    ? finding(what, 'ok', 'needed for everybody from outside')
    : finding(
        what,
        'fail',
        policy,
        `Choose "Require approval for all external contributors" in ${general} > Approval for running fork pull request workflows.`,
      );
}

/** Whether a runner with the labels of the spec is there. */
export function checkRunners(runners: readonly RunnerFacts[], labels: readonly string[]): Finding {
  const what = `runner with the labels ${labels.join(', ')}`;
  const having = runners.filter((runner) =>
    labels.every((label) => runner.labels.some((own) => own.toLowerCase() === label.toLowerCase())),
  );
  if (having.some(({ isOnline }) => isOnline)) {
    return finding(what, 'ok', `${having.filter(({ isOnline }) => isOnline).length} online`);
  }
  return having.length > 0
    ? finding(what, 'warn', `${having.length} offline`, 'Start the runner, or training waits for it.')
    : finding(
        what,
        'warn',
        `none among ${runners.length} of the repository`,
        "Register one in Settings > Actions > Runners, or change train.runsOn. One of the organization isn't seen from here.",
      );
}

/** What GitHub's API doesn't describe, so that somebody has to look: a pull request can edit its own workflow. */
export function remindOfGroups(isOwnedByPerson: boolean): readonly Finding[] {
  const change =
    "In the organization's Settings > Actions > Runner groups let the group of the GPU runners be used by selected workflows alone, each with a ref: `OWNER/REPOSITORY/.github/workflows/sightline-train.yml@refs/heads/main`.";
  return isOwnedByPerson ? [] : [finding('groups of runners', 'unknown', "GitHub's API does not tell who may use them", change)];
}

/** Whether a merge waits for our check, which is called so. */
export function checkRequired(branch: string, wanted: string, checks: readonly string[]): Finding {
  const what = `required check on ${branch}`;
  return checks.includes(wanted)
    ? finding(what, 'ok', checks.join(', '))
    : finding(
        what,
        'warn',
        checks.length === 0 ? 'none' : `only ${checks.join(', ')}`,
        `Require the check \`${wanted}\` in Settings > Rules > Rulesets, for ${branch}: without it a merge doesn't wait for the gates.`,
      );
}
