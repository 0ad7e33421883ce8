import type { ChangePlan, GovernedChange, PlannedProject } from '../github/change.ts';
import type { PlannedAction, PlannedStage } from '../pipeline/planned-stage.ts';
import { cleanText } from './clean-text.ts';

/** What a plan says of a stage. */
export const actionWords: Readonly<Record<PlannedAction, string>> = {
  unchanged: 'unchanged',
  restore: 'from cache',
  run: 'run',
  'may-run': 'may run',
  save: 'save',
};

/** A line for each stage: what is done with it, and why. */
export function stageLines(steps: readonly PlannedStage[]): readonly string[] {
  const width = Math.max(0, ...steps.map((step) => step.stage.length));
  return steps.map((step) => `${step.stage.padEnd(width)}  ${actionWords[step.action].padEnd(10)}  ${whyPlanned(step)}`.trimEnd());
}

/** Why a stage isn't simply as it was. */
export function whyPlanned({ reasons, notReused }: PlannedStage): string {
  return [...reasons, ...(notReused === undefined ? [] : [`a cached run is not reused: ${notReused}`])].join('; ');
}

/** The plan of a change for a terminal or a log; names in it are anybody's. */
export function planText(plan: ChangePlan): string {
  const kinds = plan.changes.map(({ kind, count }) => `${kind} (${count === 1 ? '1 file' : `${count} files`})`);
  const lines = [
    `Against ${cleanText(plan.base.name)} at ${plan.mergeBase.slice(0, 12)}: ${kinds.length === 0 ? 'no file differs' : `${kinds.join(', ')} changed`}.`,
    ...plan.projects.flatMap((project) => ['', ...projectLines(project, plan)]),
    ...(plan.notes.length === 0 ? [] : ['', ...plan.notes.map(cleanText)]),
    '',
    plan.needed ? `${countTrainings(plan.trainings)} to run.` : 'Nothing to train and nothing to judge anew.',
    `Cost: ${plan.cost}. Policy: ${plan.policy}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function projectLines(project: PlannedProject, { stages }: ChangePlan): readonly string[] {
  const own = stages.filter(({ folder }) => folder === project.folder);
  const where = project.refused === null ? `on ${project.runsOn.join(', ')}` : `refused: ${cleanText(project.refused.message)}`;
  return [
    `In ${cleanText(project.folder)} (${project.report}): ${project.needed ? `${countTrainings(project.trainings)}, ${where}` : project.refused === null ? 'nothing to do' : where}`,
    ...stageLines(own.map(cleanStage)).map((line) => `  - ${line}`),
    ...project.governed.map((change) => `  - ${governedText(change)}`),
  ];
}

function cleanStage({ stage, action, reasons, notReused }: PlannedStage): PlannedStage {
  const why = notReused === undefined ? {} : { notReused: cleanText(notReused) };
  return { stage: cleanText(stage), action, reasons: reasons.map(cleanText), ...why };
}

/** One change that takes effect after the merge. */
function governedText({ key, file, line, base, head }: GovernedChange): string {
  const place = line === null ? file : `${file}:${line}`;
  return `after the merge: ${cleanText(key)} (${cleanText(place)}): ${cleanText(base ?? 'nothing')} -> ${cleanText(head ?? 'nothing')}`;
}

/** A number of trainings in words. */
export function countTrainings(count: number): string {
  return count === 1 ? '1 training' : `${count === 0 ? 'no' : count} trainings`;
}
