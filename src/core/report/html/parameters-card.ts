import { formatCount } from '../../metrics/format-share.ts';
import { cleanText } from '../clean-text.ts';
import type { ReportFile } from '../file/report-file.ts';
import { type Markup, html, nameMarkup } from './markup.ts';
import { card } from './sections.ts';
import { frame } from './tables.ts';

/** What of a report file tells how head was trained. */
export type TrainedWith = Pick<ReportFile, 'parameters' | 'training'>;

/** Parameters that differ between base and head; nothing when none does. */
export function parametersCard({ parameters: { count, changes } }: TrainedWith): Markup | undefined {
  const rows = changes.map(
    (one) =>
      html`<tr>
        <th scope="row">${nameMarkup(one.name)}</th>
        <td class="range">${nameMarkup(one.file)}</td>
        <td class="range">${valueMarkup(one.base)}</td>
        <td>${valueMarkup(one.head)}</td>
      </tr>`,
  );
  const header = [
    ['Parameter', 'text'],
    ['File', 'text'],
    ['Base', 'text'],
    ['Head', 'text'],
  ] as const;
  const aside = count > changes.length ? `${changes.length} of ${formatCount(count)} that changed` : `${formatCount(count)} changed`;
  return count === 0 ? undefined : card('Parameters', aside, frame('Parameters', header, rows, 'sortable'));
}

function valueMarkup(value: string | null): Markup {
  return value === null ? html`<span class="muted">none</span>` : nameMarkup(value);
}

/** How long the training of head took, and where; nothing when nobody measured it. */
export function trainingCard({ training }: TrainedWith): Markup | undefined {
  if (training === null || (training.seconds === null && training.runner === null)) {
    return undefined;
  }
  const time = training.seconds === null ? undefined : formatTime(training.seconds);
  const place = training.runner === null ? undefined : `on ${cleanText(training.runner)}`;
  return card('Training', 'of head', html`<p>${[time, place].filter((part) => part !== undefined).join(' ')}</p>`);
}

/** `2 h 5 min`, `3 min 20 s`, `4.2 s`. */
function formatTime(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (whole < 60) {
    return `${Number(seconds.toFixed(1))} s`;
  }
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}
