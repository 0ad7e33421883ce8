/** Whether a name matches a shell pattern with `*`, `?`, `[abc]` and `[!abc]`, as Python's fnmatch on Linux. */
export function matchesGlob(name: string, pattern: string): boolean {
  return new RegExp(`^${globSource(pattern)}$`, 'su').test(name);
}

/** Whether a text holds a character that a pattern gives a meaning to. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

function globSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? '';
    const end = letter === '[' ? pattern.indexOf(']', pattern[at + 1] === '!' ? at + 3 : at + 2) : -1;
    if (letter === '*') {
      source += '.*';
    } else if (letter === '?') {
      source += '.';
    } else if (end !== -1) {
      source += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll(/[\\[\]&|~]/g, String.raw`\$&`)}]`;
      at = end;
    } else {
      source += letter.replace(/[\\^$.|+()[\]{}/-]/, String.raw`\$&`);
    }
  }
  return source;
}
