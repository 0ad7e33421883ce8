import { formatOf } from '../../metrics/format-metric.ts';
import { formatCount, formatP } from '../../metrics/format-share.ts';
import { describeChangedKeys } from '../changed-keys-text.ts';
import type { HeldReport } from '../file/hold-to-base.ts';
import type { ReportFile } from '../file/report-file.ts';
import { describeLeftOut } from '../scored/left-out.ts';
import { countGates, describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from '../verdict-text.ts';
import type { SideNames } from './side-names.ts';
import { codeSpan, prose } from './code-span.ts';

/** A report, with what the report job mended of it where it did. */
export type ShownReport = ReportFile & Partial<Pick<HeldReport, 'corrections'>>;

const unverifiedText =
  '> [!WARNING]\n> **Unverified run.** Code from a fork measured this, and nobody has measured it again. What it claims passes no check.';

/** The verdict in one sentence, then what it rests on and what the reader should know besides. */
export function verdictSection(data: ShownReport, names: SideNames, isVerified: boolean): string {
  const { comparison, model } = data;
  const { verdict, discernible, task, metric } = comparison;
  const gates = countGates(comparison.gates);
  const { size, unit } = formatOf(task, metric);
  const claim = isVerified ? verdictWords[verdict] : `${verdictWords[verdict]} (unverified run)`;
  return [
    `### ${verdictMarks[verdict]} ${claim}: ${describeMeasurement(comparison)}`,
    ...(isVerified ? [] : [unverifiedText]),
    ...list(data.corrections ?? []),
    `${explainVerdict(comparison)} ${describeSeedNoise(comparison, prose)}${gates === undefined ? '' : ` ${gates}.`}`,
    `Model ${codeSpan(model)}: ${codeSpan(names.base)} → ${codeSpan(names.head)}.${describeAnswers(comparison)}` +
      (discernible === null ? '' : ` A test set like this can show differences of ${size(discernible)}${unit} or more.`),
    ...notesOf(data).map((note) => `> ${note}`),
  ].join('\n\n');
}

function list(corrections: readonly string[]): string[] {
  return corrections.length === 0 ? [] : [`> [!CAUTION]\n${corrections.map((one) => `> - ${prose(one)}`).join('\n')}`];
}

function describeAnswers(comparison: ReportFile['comparison']): string {
  if (!('discordance' in comparison)) {
    return '';
  }
  const { onlyHeadRight, onlyBaseRight, p } = comparison.discordance;
  return ` ${formatCount(onlyHeadRight)} images fixed, ${formatCount(onlyBaseRight)} broken (McNemar mid-p ${formatP(p)}).`;
}

function notesOf({ comparison, changedKeys }: ReportFile): string[] {
  return [...('leftOut' in comparison ? describeLeftOut(comparison) : []), ...describeChangedKeys(changedKeys)];
}
