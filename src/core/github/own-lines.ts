const mark = {
  /** A quotation or a list: until an empty line, what follows may belong to it. */
  container: /^[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$))/,
  fence: /^(`{3,}(?=[^`]*$)|~{3,})/,
  /** A fence that isn't at the start of its line belongs to a list perhaps, whose end is then its end. */
  inwardFence: /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})/,
  tag: /<[a-z!?/]/i,
  /** What may go on in the next line of a paragraph and hide or show it as something else: code spans, links, formulas. */
  span: /[`[$]/,
  empty: /^[ \t]*$/,
};

/**
 * The lines of a comment that are certainly its author's own plain text, from the line's start: nothing quoted, listed, in code,
 * in or after HTML, nor where GitHub's Markdown could be read in two ways. What is in doubt is left out, since these lines may be obeyed.
 */
export function ownLines(comment: string): readonly string[] {
  const own: string[] = [];
  let fence: string | undefined;
  let [isInContainer, isInSpan] = [false, false];
  for (const line of comment.split(/\r\n|\n|\r/)) {
    if (fence !== undefined) {
      fence = closes(line, fence) ? undefined : fence;
      continue;
    }
    const opened = mark.fence.exec(line)?.[1];
    if (opened !== undefined) {
      [fence, isInContainer, isInSpan] = [opened, false, false];
      continue;
    }
    if (mark.empty.test(line)) {
      [isInContainer, isInSpan] = [false, false];
      continue;
    }
    const isQuoted = /^ {0,3}>/.test(line);
    if (!isQuoted && (mark.tag.test(line) || mark.inwardFence.test(line))) {
      return own;
    }
    isInContainer ||= mark.container.test(line);
    if (!isInContainer && !isInSpan && !/^[ \t]/.test(line)) {
      own.push(line);
    }
    isInSpan ||= mark.span.test(line);
  }
  return own;
}

function closes(line: string, fence: string): boolean {
  const text = line.replace(/^ {0,3}|[ \t]+$/g, '');
  return text.length >= fence.length && [...text].every((character) => character === fence[0]);
}
