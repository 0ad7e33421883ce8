const maxLength = 120;

/**
 * A name out of a repository made harmless to look at: control characters and those that turn the direction
 * of text become `�`, newlines a space, and what is too long is cut in the middle (the ends tell most).
 */
export function cleanText(text: string): string {
  const visible = text
    .replaceAll(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu, '\ufffd');
  const characters = [...visible];
  if (characters.length <= maxLength) {
    return visible;
  }
  const half = maxLength / 2;
  return `${characters.slice(0, half).join('')}…${characters.slice(-half + 1).join('')}`;
}
