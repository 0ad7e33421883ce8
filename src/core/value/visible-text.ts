/** Text with control characters and those that turn its direction replaced: a name out of a repository must not move the cursor. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
