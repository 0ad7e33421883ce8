import { addRun, describeRun, type RunEntry, writeHistory } from '../../github/run-history.ts';
import { formatOf } from '../../metrics/format-metric.ts';
import { verdictMarks, verdictWords } from '../verdict-text.ts';
import type { ReportFile } from '../file/report-file.ts';
import { codeSpan } from './code-span.ts';
import type { ChangeFrame } from './lineage.ts';
import { fold } from './parts.ts';
import { table } from './table.ts';

/** What the report job knows besides the report: from the event and the API alone. */
export interface CommentFrame extends ChangeFrame {
  /** Such as `https://github.com/acme/widgets`. */
  readonly repositoryUrl: string;
  /** The id and attempt of the workflow run that measured. */
  readonly run: number;
  readonly attempt: number;
  /** Whether code of the repository itself was run, not of a fork. */
  readonly verified: boolean;
  /** Of the comment as it stood before, by `readHistory`. */
  readonly history: readonly RunEntry[];
}

/** What stands around the parts of a comment. */
export interface Framed {
  /** The hidden line before them. */
  readonly before: string;
  /** Runs and links after them. */
  readonly after: string;
}

const columns = ['Run', 'Commit', 'Verdict', 'Metric', 'Difference', '95 % interval', 'Gates'] as const;

/** The history with this run, and where its files are. */
export function frameComment({ comparison }: Pick<ReportFile, 'comparison'>, frame: CommentFrame): Framed {
  const { run, attempt, head, verified } = frame;
  const runs = addRun(frame.history, describeRun(comparison, { run, attempt, head, verified }));
  const cells = runs.map((one) => runCells(one, frame));
  const history =
    runs.length > 1
      ? [fold(`Runs of this pull request (${runs.length})`, table(columns, cells, { rows: runs.length, textColumns: 4 }))]
      : [];
  const link = linkTo(frame, frame, 'This run');
  return {
    before: writeHistory(runs),
    after: [...history, `${link} measured ${codeSpan(head.slice(0, 12))}; report.html and report.json are among its artifacts.`].join(
      '\n\n',
    ),
  };
}

function runCells(one: RunEntry, frame: CommentFrame): string[] {
  const format = formatOf(one.task, one.metric);
  const isThis = one.run === frame.run && one.attempt === frame.attempt;
  return [
    linkTo(one, frame, isThis ? 'this run' : 'run'),
    codeSpan(one.head.slice(0, 12)),
    `${verdictMarks[one.verdict]} ${verdictWords[one.verdict].toLowerCase()}${one.verified ? '' : ', unverified'}`,
    one.metric,
    one.difference === null ? '–' : `${format.difference(one.difference)}${format.unit}`,
    format.interval(one),
    `${one.passed} of ${one.gates}`,
  ];
}

/** Without a link where the address holds anything that Markdown might take for its own. */
function linkTo({ run, attempt }: Pick<RunEntry, 'run' | 'attempt'>, { repositoryUrl }: CommentFrame, text: string): string {
  const isPlain = /^https?:\/\/[A-Za-z0-9._:/-]+$/.test(repositoryUrl);
  return isPlain ? `[${text}](${repositoryUrl}/actions/runs/${run}/attempts/${attempt})` : text;
}
