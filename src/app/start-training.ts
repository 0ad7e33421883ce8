import type { CommandDesk, CommandedPull, CommandedRun, DispatchInputs } from '../core/command-ports.ts';
import type { CommentCommand } from '../core/github/comment-command.ts';
import type { WrittenComment } from '../core/github/comment-event.ts';
import { checkOverrides, type CheckedOverrides } from '../core/github/parameter-overrides.ts';
import { dispatchWorkflow } from '../core/github/workflow-files.ts';
import { codeSpan } from '../core/report/markdown/code-span.ts';
import { readParameterFile } from '../core/value/read-parameter-file.ts';

/** What is answered: Markdown, and whether what was asked for was done. */
export interface Reply {
  readonly isDone: boolean;
  readonly text: string;
}

type Started = Extract<CommentCommand, { kind: 'train' | 'compare' }>;
type Chosen = { readonly sha: string } | { readonly refusal: string };

const parameterFile = 'params.yaml';

/** Starts the workflow of the default branch that trains a commit of a pull request, or says why not. */
export async function startTraining(desk: CommandDesk, comment: WrittenComment, command: Started): Promise<Reply> {
  const pull = await desk.pullRequest(comment.pullRequest);
  if (!pull.isOpen) {
    return refuse('This pull request is closed.');
  }
  const chosen = await chooseCommit(desk, pull, comment, command.sha);
  if ('refusal' in chosen) {
    return refuse(chosen.refusal);
  }
  const { sha } = chosen;
  if (command.kind === 'compare') {
    const base = await desk.commitOf(command.ref);
    if (base === undefined) {
      return refuse(`This repository has no branch or tag ${codeSpan(command.ref)}.`);
    }
    await dispatch(desk, pull, { sha, base, set: '{}' });
    return done(`Comparing ${codeSpan(sha)} with ${codeSpan(command.ref)}, which is at ${codeSpan(base)}.`);
  }
  const overrides = await readOverrides(desk, pull, command);
  if (overrides.kind === 'refused') {
    return refuse(`${overrides.reason}.`);
  }
  await dispatch(desk, pull, { sha, base: pull.base, set: JSON.stringify(Object.fromEntries(overrides.values)) });
  const changes = [...command.set].map(([name, value]) => codeSpan(`${name}=${value}`));
  const seeds = command.seeds === undefined ? [] : [`seeds 1 to ${command.seeds}`];
  const how = [...changes, ...seeds].join(', ');
  return done(`Training ${codeSpan(sha)}${how === '' ? '' : ` with ${how}`}.`);
}

/** The commit that the maintainer means: the one that is named, or the one that the branch was at when the comment was written. */
async function chooseCommit(
  desk: CommandDesk,
  pull: CommandedPull,
  { createdAt }: WrittenComment,
  named: string | undefined,
): Promise<Chosen> {
  if (named !== undefined) {
    const refusal = `${codeSpan(named)} is not the head of this pull request.`;
    return named === pull.head ? { sha: named } : { refusal };
  }
  if (pull.isFork) {
    return { refusal: 'For a pull request from a fork name the full id of the commit that you have looked at.' };
  }
  const runs = await desk.runs('pull_request', pull.headBranch);
  const seen = newest(runs.filter((run) => !run.isFork && run.createdAt < createdAt));
  return seen?.head === pull.head
    ? { sha: pull.head }
    : {
        refusal:
          'No run had started for the head of this pull request before your comment, as after a later push. Name the full id of the commit.',
      };
}

function newest(runs: readonly CommandedRun[]): CommandedRun | undefined {
  return runs.reduce<CommandedRun | undefined>(
    (best, run) =>
      best === undefined || run.createdAt > best.createdAt || (run.createdAt === best.createdAt && run.id > best.id) ? run : best,
    undefined,
  );
}

async function readOverrides(
  desk: CommandDesk,
  pull: CommandedPull,
  { set, seeds }: Extract<CommentCommand, { kind: 'train' }>,
): Promise<CheckedOverrides> {
  if (set.size === 0 && seeds === undefined) {
    return { kind: 'checked', values: new Map() };
  }
  const text = await desk.readText(parameterFile, pull.baseBranch);
  return checkOverrides(text === undefined ? new Map() : readParameterFile(text, parameterFile), set, seeds);
}

async function dispatch(desk: CommandDesk, pull: CommandedPull, inputs: DispatchInputs): Promise<void> {
  const whose = { 'pull-request': String(pull.number), fork: String(pull.isFork) };
  await desk.dispatch(dispatchWorkflow, pull.defaultBranch, { ...whose, ...inputs });
}

function done(text: string): Reply {
  return { isDone: true, text };
}

function refuse(text: string): Reply {
  return { isDone: false, text };
}
