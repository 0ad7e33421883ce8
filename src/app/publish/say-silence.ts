import type { SightlineError } from '../../core/errors.ts';
import { joinFromRoot } from '../../core/data/root-path.ts';
import type { CheckAnnotation, StandingReport } from '../../core/github-ports.ts';
import type { FollowedRun } from '../../core/github/report-event.ts';
import { cleanSentence } from '../../core/report/clean-text.ts';
import type { LocatedError } from '../../core/report/file/error-file.ts';
import { codeSpan } from '../../core/report/markdown/code-span.ts';
import type { Target } from './find-target.ts';
import { noteBefore } from './comment-text.ts';
import type { Statement } from './statement.ts';

/** Why there is no report to show. */
export type Silence = Pick<Statement, 'title' | 'conclusion'> & {
  /** Markdown of ours. */
  readonly why: string;
  readonly annotations?: readonly CheckAnnotation[];
};

const failed = ['failure', 'timed_out', 'startup_failure'];

/** What a run without a report has to say, by how GitHub says that it ended. */
export function describeEnd({ conclusion, url, head }: FollowedRun, isVerified: boolean): Silence {
  const run = `[The run](${url}) for ${head.slice(0, 12)}`;
  if (conclusion === 'success') {
    return { title: 'Nothing was trained', conclusion: 'neutral', why: `${run} trained nothing of this model.` };
  }
  if (failed.includes(conclusion)) {
    return { title: 'The run failed', conclusion: 'failure', why: `${run} failed before it had a report of this model.` };
  }
  if (conclusion === 'cancelled') {
    return { title: 'The run was cancelled', conclusion: 'cancelled', why: `${run} was cancelled.` };
  }
  const help = isVerified ? '' : ` A maintainer trains the commit of a fork with \`/train ${head}\`.`;
  return { title: 'Not trained', conclusion: 'neutral', why: `${run} did not train (${codeSpan(conclusion)}).${help}` };
}

/** In the comment and the summary; the others are annotations alone. */
const mostSpelled = 5;

/** The same with what the failed job says is wrong, at its lines: its own word, so it changes nothing of how the check ends. */
export function withErrors(silence: Silence, errors: readonly LocatedError[], folder: string): Silence {
  if (silence.conclusion !== 'failure' || errors.length === 0) {
    return silence;
  }
  const placed = errors.map(({ file, ...error }) => ({ ...error, file: joinFromRoot(folder, file) }));
  const spelled = placed.slice(0, mostSpelled).map(({ file, line, message }) => `${codeSpan(`${file}:${line}`)} ${codeSpan(message)}`);
  const more = placed.length > mostSpelled ? `, and ${placed.length - mostSpelled} more` : '';
  return {
    ...silence,
    why: `${silence.why} It says: ${spelled.join(', ')}${more}.`,
    annotations: placed.map(({ file: path, line, message, code }) => ({
      path,
      line,
      level: 'failure',
      title: 'This keeps the model from being judged',
      message: `${cleanSentence(message, 1000)} [${code}]`,
    })),
  };
}

/** What a report that can't be read has to say; of a fork's nothing counts. */
export function describeProblem({ message, code, hint }: SightlineError, { run, isVerified }: Target): Silence {
  const why = `[The run](${run.url}) for ${run.head.slice(0, 12)} has no report that can be read: ${codeSpan(message)} [${code}]. ${hint}`;
  return { title: 'The report cannot be read', conclusion: isVerified ? 'failure' : 'neutral', why };
}

/** A comment that stands there is kept, with a note before it; there is no new one. */
export function saySilence(name: string | undefined, silence: Silence, target: Target, standing: StandingReport | undefined): Statement {
  const { title, conclusion, why, annotations = [] } = silence;
  const { run } = target;
  const sentences = [why, ...target.notes].join(' ');
  const identity = name === undefined ? undefined : { report: name, head: run.head, run: run.run, attempt: run.attempt };
  const comment = identity === undefined || standing === undefined ? undefined : noteBefore(identity, standing.text, sentences);
  return { name, verdict: undefined, conclusion, title, summary: sentences, annotations, comment };
}
