import type { ReportFile } from '../file/report-file.ts';
import { codeSpan, prose } from './code-span.ts';
import { fold } from './parts.ts';
import { table } from './table.ts';

/** The pull request that a report is about. */
export interface ChangeFrame {
  readonly pullRequest: number;
  /** The full commit id of its head that was judged. */
  readonly head: string;
}

/** Commits and digests of what was judged: code, data, lock. */
export function lineageSection({ lineage, sightline, base, head }: ReportFile, frame: ChangeFrame | undefined, rows: number): string {
  const cells = [
    ['code commit', base.commit ?? 'none', frame?.head ?? head.commit ?? 'none'] as const,
    ['test set', base.testSet, head.testSet] as const,
    ...lineage.map((row) => [row.what, row.base, row.head] as const),
  ].map(([what, before, now]) => [prose(what), codeSpan(before), before === now ? 'the same' : codeSpan(now)]);
  const content = table(['', 'Base', 'Head'], cells, { rows, textColumns: 3 });
  return `#### Lineage\n\n${fold('Commits and hashes', `${content}\n\nMade by Sightline ${codeSpan(sightline)}.`)}`;
}

/** The commands that measure this again on another machine; revisions are told by commit where they are known. */
export function reproduceSection({ base, head }: ReportFile, frame: ChangeFrame | undefined): string {
  const commit = frame?.head ?? head.commit;
  const against = base.commit ?? (/^[\w./-]+$/.test(base.name) && !base.name.startsWith('-') ? base.name : undefined);
  const commands = [
    ...(frame === undefined ? [] : [`git fetch origin pull/${frame.pullRequest}/head`]),
    ...(commit === null ? [] : [`git switch --detach ${commit}`]),
    'sightline train --pull',
    `sightline report --pull${against === undefined ? '' : ` --base ${against}`}`,
  ];
  return `#### How to reproduce it\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}
