const maxLength = 120;

/**
 * What cannot be seen, or turns the direction of text. Joiners stay where scripts or pictures need them: after a letter that isn't
 * Latin, Greek or Cyrillic, and after a pictograph.
 */
const invisible = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]`,
    String.raw`(?<!\p{Extended_Pictographic}\ufe0f?|[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Default_Ignorable_Code_Point}]])[\u200c\u200d\ufe0f]`,
    String.raw`[\p{Default_Ignorable_Code_Point}--[\u200c\u200d\ufe0f]]`,
  ].join('|'),
  'gv',
);

/**
 * A name out of a repository made harmless to look at: control characters, those that turn the direction of text and those that
 * can't be seen become `�`, newlines a space, and what is too long is cut in the middle (the ends tell most).
 */
export function cleanText(text: string): string {
  return cleanSentence(text, maxLength);
}

/** The same for a text that may have up to `most` characters. */
export function cleanSentence(text: string, most: number): string {
  const visible = text.replaceAll(/[\r\n\t\u2028\u2029]+/g, ' ').replaceAll(invisible, '\ufffd');
  const characters = [...visible];
  if (characters.length <= most) {
    return visible;
  }
  const half = most / 2;
  return `${characters.slice(0, half).join('')}…${characters.slice(-half + 1).join('')}`;
}
