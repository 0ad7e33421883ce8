import { formatMarkdownTable } from '../pipeline/metrics-text-table.ts';
import { visibleText } from '../value/visible-text.ts';
import { type DataDiff, type DiffEntry, diffStates, isEmptyDiff } from './data-diff.ts';

/** What is shown besides paths. */
export interface DiffTextOptions {
  readonly showHash: boolean;
  readonly hideMissing: boolean;
}

const headings = { added: 'Added', deleted: 'Deleted', renamed: 'Renamed', modified: 'Modified', 'not in cache': 'Not in cache' } as const;

/** A difference for people, group by group and counted at the end; empty when nothing differs. */
export function diffText(diff: DataDiff, options: DiffTextOptions): string {
  if (isEmptyDiff(diff)) {
    return '';
  }
  const states = shownStates(options);
  const groups = states
    .filter((state) => diff[state].length > 0)
    .map((state) => `${headings[state]}:\n${diff[state].map((entry) => `    ${line(entry, options.showHash)}\n`).join('')}\n`);
  const counts = states
    .map((state) => ({ state, count: diff[state].filter((entry) => !spell(entry).endsWith('/')).length }))
    .filter(({ count }) => count > 0);
  const summary = counts.length === 0 ? '' : `files summary: ${counts.map(({ state, count }) => `${count} ${state}`).join(', ')}\n`;
  return `${groups.join('')}${summary}`;
}

/** A difference as a table of GitHub's Markdown. */
export function diffMarkdown(diff: DataDiff, options: DiffTextOptions): string {
  const rows = shownStates(options).flatMap((state) =>
    diff[state].map((entry) => [state, ...(options.showHash ? [digest(entry)] : []), spell(entry)]),
  );
  return formatMarkdownTable({ headers: options.showHash ? ['Status', 'Hash', 'Path'] : ['Status', 'Path'], rows }, { evenEmpty: true });
}

function shownStates({ hideMissing }: DiffTextOptions): readonly (typeof diffStates)[number][] {
  return diffStates.filter((state) => state !== 'not in cache' || !hideMissing);
}

function line(entry: DiffEntry, showHash: boolean): string {
  const hash = showHash ? digest(entry) : '';
  return hash === '' ? spell(entry) : `${hash}  ${spell(entry)}`;
}

function spell({ path }: DiffEntry): string {
  return visibleText(typeof path === 'string' ? path : `${path.old} -> ${path.new}`);
}

/** The first characters are enough to tell contents apart. DVC fails where one side was never saved; a `-` stands for it here. */
function digest({ hash }: DiffEntry): string {
  if (hash === null || typeof hash === 'string') {
    return hash?.slice(0, 8) ?? '';
  }
  return `${hash.old?.slice(0, 8) ?? '-'}..${hash.new?.slice(0, 8) ?? '-'}`;
}
