import type { CheckAnnotation } from '../github-ports.ts';
import type { YamlSource } from '../value/read-yaml.ts';
import { cleanText } from './clean-text.ts';
import type { ReportFile } from './file/report-file.ts';

type Change = ReportFile['parameters']['changes'][number];

/** More of them than these point at nothing in particular. */
const mostParameters = 20;

/** Points at the parameters of one file that head changes, where they stand in head; at one that is gone, what was around it. */
export function annotateParameters(changes: readonly Change[], path: string, { place }: YamlSource): readonly CheckAnnotation[] {
  return changes.slice(0, mostParameters).map(({ name, base, head }) => ({
    path,
    line: place(name.split('.')).line ?? 1,
    level: 'notice',
    title: 'Changed, and a gate does not hold',
    message: `${cleanText(name)}: ${shown(base)} → ${shown(head)}`,
  }));
}

function shown(value: string | null): string {
  return value === null ? 'none' : cleanText(value);
}
