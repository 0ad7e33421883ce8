import { cleanText } from '../clean-text.ts';

/**
 * Any name as a Markdown code span that is safe in a table: nothing in it is a mention, link, tag or markup.
 * The fence is longer than any run of backticks inside; a pipe is escaped, which table cells undo.
 */
export function codeSpan(name: string): string {
  const text = cleanText(name)
    .replaceAll(/\\+(?=\|)/g, '$& ')
    .replaceAll('|', String.raw`\|`);
  if (text.trim() === '') {
    return '(empty)';
  }
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
