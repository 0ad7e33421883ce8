/** The workflows that `sightline init` writes and that are spoken of by their files' names. */
export const trainWorkflow = 'sightline-train.yml';
export const dispatchWorkflow = 'sightline-dispatch.yml';

/** The file of a workflow in the repository. */
export function workflowPath(name: string): string {
  return `.github/workflows/${name}`;
}

/** How dispatched runs of a pull request are named: before the commit's full id. Nobody but who may start them chooses it. */
export function dispatchedTitle(pullRequest: number): string {
  return `sightline #${pullRequest} `;
}
