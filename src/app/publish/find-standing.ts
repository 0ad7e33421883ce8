import type { ChangedReports, Checks, ReportComments, StandingReport } from '../../core/github-ports.ts';
import type { Target } from './find-target.ts';
import { checkName } from './statement.ts';

/** What it asks of GitHub. */
export interface StandingPorts {
  readonly comments: Pick<ReportComments, 'changedSince' | 'find'>;
  readonly checks: Pick<Checks, 'newest'>;
}

/** The reports that stand on the pull request of a target, found with one request however many comments there are. */
export class StandingReports {
  readonly #ports: StandingPorts;
  readonly #target: Target;
  #changed: Promise<ChangedReports> | undefined;

  constructor(ports: StandingPorts, target: Target) {
    this.#ports = ports;
    this.#target = target;
  }

  /** Those that are known without a search. */
  async names(): Promise<readonly string[]> {
    return (await this.#listed()).reports.map(({ report }) => report);
  }

  /**
   * Every run changes the comment, so it is among those that were changed since the first run. Only where more comments were than fit
   * on a page, the check of the run before tells its id, and without that all pages are searched.
   */
  async find(name: string): Promise<StandingReport | undefined> {
    const { pull, isFirst, lastHead, aside } = this.#target;
    const { reports, areAll } = await this.#listed();
    const found = reports.find(({ report }) => report === name);
    if (pull === undefined || found !== undefined || areAll || isFirst) {
      return found;
    }
    const asked = checkName(name, { ...aside, made: aside.made === 'on request' ? undefined : aside.made });
    const before = lastHead === undefined ? undefined : await this.#ports.checks.newest(asked, lastHead);
    return this.#ports.comments.find(pull.number, name, before?.origin.comment);
  }

  #listed(): Promise<ChangedReports> {
    const { pull, since } = this.#target;
    this.#changed ??=
      pull === undefined ? Promise.resolve({ reports: [], areAll: true }) : this.#ports.comments.changedSince(pull.number, since);
    return this.#changed;
  }
}
