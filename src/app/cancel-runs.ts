import type { CommandDesk, CommandedRun } from '../core/command-ports.ts';
import { dispatchedTitle, dispatchWorkflow, trainWorkflow, workflowPath } from '../core/github/workflow-files.ts';
import type { Reply } from './start-training.ts';

/** Cancels the trainings of a pull request that have not ended, and no run of another workflow or pull request. */
export async function cancelRuns(desk: CommandDesk, pullRequest: number): Promise<Reply> {
  const pull = await desk.pullRequest(pullRequest);
  const own = pull.isFork ? [] : (await desk.runs('pull_request', pull.headBranch)).filter((run) => isTrained(run, pullRequest));
  const dispatched = (await desk.runs('workflow_dispatch')).filter((run) => isDispatched(run, pullRequest));
  let count = 0;
  for (const run of [...own, ...dispatched]) {
    count += !run.isOver && (await desk.cancel(run.id)) ? 1 : 0;
  }
  const runs = count === 1 ? 'One run is' : `${count} runs are`;
  return { isDone: true, text: count === 0 ? 'No training of this pull request is running.' : `${runs} cancelled.` };
}

function isTrained({ workflow, isFork, pullRequests }: CommandedRun, pullRequest: number): boolean {
  return workflow === workflowPath(trainWorkflow) && !isFork && pullRequests.includes(pullRequest);
}

function isDispatched({ workflow, isFork, title }: CommandedRun, pullRequest: number): boolean {
  return workflow === workflowPath(dispatchWorkflow) && !isFork && title.startsWith(dispatchedTitle(pullRequest));
}
