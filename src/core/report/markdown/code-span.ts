import { cleanText } from '../clean-text.ts';

/**
 * Any name as code, in or out of tables: nothing in it is a mention, reference, link, picture, tag, shortcode or markup. The fence
 * is longer than any run of backticks inside. Tables escape pipes, which takes a backslash before one for their own: such a name
 * is written as HTML.
 */
export function codeSpan(name: string): string {
  const text = cleanText(name);
  if (text.trim() === '') {
    return '(empty)';
  }
  if (text.includes(String.raw`\|`)) {
    return `<code>${text.replaceAll(/[!-/:-@[-`{-~]/g, asReference)}</code>`;
  }
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[ `]|[ `]$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** An empty comment keeps what stands before an @ apart from what follows, so that the two are no address. */
function asReference(character: string): string {
  return `${character === '@' ? '<!-- -->' : ''}&#${character.charCodeAt(0)};`;
}

/** Letters, numbers and what sentences need, none of which Markdown or GitHub makes anything of. */
const plain = /^(?:[\p{L}\p{M}\p{N} ,.;()'%+−–-]|: )*$/u;
const linked = /\bwww\.|\bgh-/i;

/** A sentence of ours that may hold names out of a repository: as it is when nothing in it can mean anything, else as code. */
export function prose(sentence: string): string {
  return plain.test(sentence) && !linked.test(sentence) ? sentence : codeSpan(sentence);
}
