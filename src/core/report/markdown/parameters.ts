import type { ReportFile } from '../file/report-file.ts';
import { codeSpan } from './code-span.ts';
import { table } from './table.ts';

/** How the parameters of the pipeline differ. */
export function parametersSection({ parameters: { count, changes } }: ReportFile, rows: number): string {
  const cells = changes.map((one) => [codeSpan(one.file), codeSpan(one.name), value(one.base), value(one.head)]);
  const content = count === 0 ? 'No parameter changed.' : table(['File', 'Parameter', 'Base', 'Head'], cells, { rows, textColumns: 4 });
  return `#### Parameters\n\n${content}`;
}

function value(text: string | null): string {
  return text === null ? 'not set' : codeSpan(text);
}
