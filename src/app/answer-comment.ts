import type { CommandDesk } from '../core/command-ports.ts';
import { SightlineError } from '../core/errors.ts';
import { parseComment, type ParsedComment } from '../core/github/comment-command.ts';
import { readCommentEvent, type WrittenComment } from '../core/github/comment-event.ts';
import { cleanText } from '../core/report/clean-text.ts';
import { codeSpan } from '../core/report/markdown/code-span.ts';
import { cancelRuns } from './cancel-runs.ts';
import { type Reply, startTraining } from './start-training.ts';

/** What came of a comment; `why` says in a sentence what happened, for the log. */
export interface AnsweredComment {
  readonly kind: 'ignored' | 'refused' | 'done';
  readonly why: string;
}

/** What an event tells. */
interface StartedBy {
  readonly name: string;
  readonly payload: unknown;
}

/**
 * Obeys the command of a comment that a person with write access has just written on a pull request, and answers it there. Nobody
 * else gets so much as a reaction. Throws what GitHub answers, after it has said so on the pull request where that is possible.
 */
export async function answerComment(desk: CommandDesk, { name, payload }: StartedBy): Promise<AnsweredComment> {
  const event = readCommentEvent(name, payload);
  if (event.kind === 'ignored') {
    return event;
  }
  const { comment } = event;
  const parsed = parseComment(comment.text);
  if (parsed.kind === 'none') {
    return { kind: 'ignored', why: 'the comment has no command' };
  }
  if (!(await desk.mayWrite(comment.author))) {
    return { kind: 'ignored', why: `${cleanText(comment.author)} may not write to this repository` };
  }
  await desk.react(comment.id, 'eyes');
  const reply = await obey(desk, comment, parsed);
  await desk.react(comment.id, reply.isDone ? 'rocket' : 'confused');
  await desk.answer(comment.pullRequest, comment, reply.text);
  return { kind: reply.isDone ? 'done' : 'refused', why: reply.text };
}

/** A failure is told to whoever asked, and then thrown. */
async function obey(desk: CommandDesk, comment: WrittenComment, parsed: Exclude<ParsedComment, { kind: 'none' }>): Promise<Reply> {
  try {
    return await run(desk, comment, parsed);
  } catch (error) {
    if (error instanceof SightlineError && error.fault === 'user') {
      return { isDone: false, text: `${codeSpan(error.message)}. ${error.hint}` };
    }
    const said = error instanceof SightlineError ? codeSpan(error.message) : 'this is a fault of Sightline';
    await desk
      .react(comment.id, 'confused')
      .then(() => desk.answer(comment.pullRequest, comment, `The command could not be carried out: ${said}`))
      .catch(() => {}); // the first failure says more
    throw error;
  }
}

async function run(desk: CommandDesk, comment: WrittenComment, parsed: Exclude<ParsedComment, { kind: 'none' }>): Promise<Reply> {
  if (parsed.kind === 'refused') {
    return { isDone: false, text: `${parsed.reason}\n\n${help}` };
  }
  const { command } = parsed;
  switch (command.kind) {
    case 'help':
      return { isDone: true, text: help };
    case 'cancel':
      return cancelRuns(desk, comment.pullRequest);
    case 'train':
    case 'compare':
      return startTraining(desk, comment, command);
  }
}

const help = `| command | what it does |
|---|---|
| \`/train\` | trains the head of this pull request as it was when you wrote the comment |
| \`/train COMMIT\` | trains this commit, by its full id: the only way for a pull request from a fork |
| \`/train --set lr=0.01\` | with another value of a parameter of params.yaml; may be given several times |
| \`/train --seeds 6\` | with the list \`seeds\` of params.yaml as 1 to 6 |
| \`/compare BRANCH\` | compares with another branch or tag than the base branch; \`/compare BRANCH COMMIT\` for a fork |
| \`/cancel\` | cancels the trainings of this pull request |

One command a comment, at the start of a line, by people who may write to this repository.`;
