import { longestComment } from '../../github/report-marker.ts';
import type { ReportFile } from '../file/report-file.ts';
import { scoredParts } from '../scored/markdown.ts';
import { answerParts } from './answers.ts';
import { dataSection } from './data.ts';
import { type CommentFrame, frameComment } from './frame.ts';
import { gatesSection } from './gates.ts';
import { lineageSection, reproduceSection } from './lineage.ts';
import { metricsSection } from './metrics.ts';
import { parametersSection } from './parameters.ts';
import { fitParts, fold, type Part, partIf } from './parts.ts';
import { sideNames } from './side-names.ts';
import { movedSlicesSection, slicesOf, slicesTable } from './slices.ts';
import { costSection, curvesSection } from './training.ts';
import { type ShownReport, verdictSection } from './verdict.ts';

/** The longest line that `markReport` writes before a report, in UTF-16 units. */
const roomForMarker = 2100;
const roomForNote = 600;

/** A report is never longer, in UTF-16 units: with its marker a comment holds it. */
export const maxMarkdownLength = longestComment - roomForMarker;

/**
 * The report as GitHub Markdown, complete without pictures; with a frame it is the text of the comment, below its marker. What
 * a comment has no room for is left out, and named.
 */
export function renderMarkdown(data: ShownReport, frame?: CommentFrame): string {
  const { before, after } = frame === undefined ? { before: '', after: '' } : frameComment(data, frame);
  const parts = [...listSections(data, frame), ...listDetails(data)];
  const { text, cut } = fitParts(parts, maxMarkdownLength - roomForNote - before.length - after.length);
  const note = `> Left out, since a comment holds no more: ${cut.join(', ')}. They are in report.html and report.json.`;
  const pieces = [before === '' ? text : `${before}\n${text}`, cut.length === 0 ? '' : note, after];
  return `${pieces.filter((piece) => piece !== '').join('\n\n')}\n`;
}

/** In the order of what a reader needs first. */
function listSections(data: ShownReport, frame: CommentFrame | undefined): Part[] {
  const { comparison, base, head } = data;
  const names = sideNames(data, frame);
  return [
    { name: 'verdict', render: () => verdictSection(data, names, frame?.verified ?? true) },
    ...partIf(comparison.gates.length > 0, 'gates', (rows) => gatesSection(data, rows)),
    { name: 'metrics', render: (rows) => metricsSection(data, names, rows) },
    ...partIf(slicesOf(data).length > 0, 'slices that moved', (rows) => movedSlicesSection(data, rows)),
    { name: 'parameters', render: (rows) => parametersSection(data, rows) },
    { name: 'data', render: (rows) => dataSection(data.data, rows) },
    ...partIf(base.courses.length + head.courses.length > 0, 'training curves', (rows) => curvesSection(data, rows)),
    { name: 'cost and time', render: () => costSection(data) },
    { name: 'lineage', render: (rows) => lineageSection(data, frame, rows) },
    { name: 'how to reproduce it', render: () => reproduceSection(data, frame) },
  ];
}

/** What only some readers ask for, folded; the first to be left out. */
function listDetails(data: ReportFile): Part[] {
  const { comparison, answers } = data;
  const slices = slicesOf(data);
  return [
    ...partIf(slices.length > 0, 'all slices', (rows) => fold(`All slices (${slices.length})`, slicesTable(data, rows))),
    ...('discordance' in comparison && 'flips' in answers ? answerParts(comparison, answers) : []),
    ...('classMetric' in comparison && 'errors' in answers ? scoredParts(comparison, answers) : []),
  ];
}
