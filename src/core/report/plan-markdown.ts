import { markdownTable } from 'markdown-table';
import type { ChangePlan, PlannedProject } from '../github/change.ts';
import { codeSpan } from './markdown/code-span.ts';
import { actionWords, countTrainings, whyPlanned } from './plan-text.ts';

/** Rows beyond these are counted, not shown. */
const mostRows = 100;

/** The plan of a change for a step summary. Names and reasons come from the repository, so each is a code span. */
export function planMarkdown(plan: ChangePlan): string {
  const { stages, projects } = plan;
  const governed = projects.flatMap((project) => project.governed);
  const parts = [
    `### Plan: ${plan.needed ? countTrainings(plan.trainings) : 'nothing to train'}`,
    `Against ${codeSpan(plan.base.name)} at ${codeSpan(plan.mergeBase.slice(0, 12))}.`,
    section('Jobs', ['Folder', 'Report', 'Runner', 'Trainings'], projects.map(jobRow)),
    section(
      'Stages',
      ['Folder', 'Stage', 'Plan', 'Why'],
      stages.map((step) => [codeSpan(step.folder), codeSpan(step.stage), actionWords[step.action], codeOrNothing(whyPlanned(step))]),
    ),
    section(
      'Changed files',
      ['Kind', 'Files', 'Such as'],
      plan.changes.map(({ kind, count, files }) => [kind, String(count), files.slice(0, 3).map(codeSpan).join(' ')]),
    ),
    section(
      'Governed by the base branch: these take effect after the merge',
      ['Key', 'Now', 'After'],
      governed.map(({ key, base, head }) => [codeSpan(key), codeOrNothing(base ?? ''), codeOrNothing(head ?? '')]),
    ),
    plan.notes.map((note) => `- ${codeSpan(note)}`).join('\n'),
    `Cost: ${plan.cost}. Policy: ${plan.policy}.`,
  ];
  return `${parts.filter((text) => text !== '').join('\n\n')}\n`;
}

function jobRow(project: PlannedProject): readonly string[] {
  const { refused, needed, folder, report, runsOn, trainings } = project;
  const runner = refused === null ? (needed ? runsOn.map(codeSpan).join(' ') : 'none needed') : `refused: ${codeSpan(refused.message)}`;
  return [codeSpan(folder), codeSpan(report), runner, String(trainings)];
}

function section(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) {
    return '';
  }
  const more = rows.length > mostRows ? `\n\n…and ${rows.length - mostRows} more.` : '';
  return `**${title}**\n\n${markdownTable([header, ...rows.slice(0, mostRows)], { alignDelimiters: false })}${more}`;
}

function codeOrNothing(text: string): string {
  return text === '' ? '' : codeSpan(text);
}
