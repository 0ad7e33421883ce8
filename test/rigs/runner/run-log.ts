/** What act said of a run. */
export interface RunLog {
  /** `success` or `failure` of each job that ended, by its id. */
  readonly jobs: Readonly<Record<string, string>>;
  /** The step summaries, in order. */
  readonly summaries: readonly string[];
  /** What steps wrote, and what act itself said, as one text. */
  readonly text: string;
  /** The labels that each job of a matrix ran with, where its matrix has `runsOn`. */
  readonly runsOn: Readonly<Record<string, readonly string[]>>;
}

interface Line {
  readonly msg?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly command?: string;
  readonly content?: string;
  readonly raw_output?: boolean;
  readonly matrix?: { readonly runsOn?: readonly string[] };
}

/** Reads act's log in JSON, a line each; what isn't JSON stays text. */
export function readRunLog(log: string): RunLog {
  const lines = log.split('\n').map(readLine);
  const jobs: Record<string, string> = {};
  const runsOn: Record<string, readonly string[]> = {};
  const summaries: string[] = [];
  for (const { jobID = '', jobResult, command, content, matrix } of lines) {
    if (jobResult !== undefined) {
      jobs[jobID] = jobs[jobID] === 'failure' ? 'failure' : jobResult;
    }
    if (matrix?.runsOn !== undefined) {
      runsOn[jobID] = matrix.runsOn;
    }
    if (command === 'summary' && content !== undefined) {
      summaries.push(content);
    }
  }
  return {
    jobs,
    runsOn,
    summaries,
    text: lines.map(({ jobID, msg = '' }) => `${jobID === undefined ? '' : `[${jobID}] `}${msg.trimEnd()}`).join('\n'),
  };
}

function readLine(line: string): Line {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : { msg: line };
  } catch {
    return { msg: line };
  }
}
