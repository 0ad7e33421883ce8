/** What the characters of a scalar allow. The rules are ruamel.yaml's, which DVC writes its files with. */
export interface ScalarAnalysis {
  readonly empty: boolean;
  /** Has a line break: `\n`, NEL, or one of the two Unicode separators. */
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly singleQuoted: boolean;
}

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double';

const lineBreaks = '\n\u0085\u2028\u2029';
const spaceOrEnd = '\0 \t\r\n\u0085\u2028\u2029';

/** Whether YAML takes the character for a line break. */
export function isLineBreak(character: string | undefined): boolean {
  return character !== undefined && lineBreaks.includes(character);
}

/** Looks at each code point once. */
export function analyzeScalar(characters: readonly string[]): ScalarAnalysis {
  if (characters.length === 0) {
    return { empty: true, multiline: false, plain: true, singleQuoted: true };
  }
  const multiline = characters.some(isLineBreak);
  const special = characters.some((character) => character !== '\n' && !isPrintable(character));
  const whitespace = mixedWhitespace(characters);
  const first = characters[0] ?? '';
  const last = characters.at(-1) ?? '';
  const edges = first === ' ' || last === ' ' || isLineBreak(first) || isLineBreak(last);
  return {
    empty: false,
    multiline,
    plain: !edges && !multiline && !special && !whitespace && !hasIndicator(characters),
    singleQuoted: !special && !whitespace,
  };
}

/** A space right after a line break or right before one: only double quotes keep it. */
function mixedWhitespace(characters: readonly string[]): boolean {
  return characters.some((character, index) => {
    const previous = characters[index - 1];
    return (character === ' ' && isLineBreak(previous)) || (isLineBreak(character) && previous === ' ');
  });
}

/** Whether a character means something to YAML where it stands. */
function hasIndicator(characters: readonly string[]): boolean {
  const start = characters.slice(0, 3).join('');
  if (start === '---' || start === '...') {
    return true;
  }
  return characters.some((character, index) => {
    const next = characters[index + 1];
    const beforeSpace = next === undefined || spaceOrEnd.includes(next);
    if (index === 0) {
      return '#,[]{}&*!|>\'"%@`'.includes(character) || ('?:-'.includes(character) && beforeSpace);
    }
    return (character === ':' && beforeSpace) || (character === '#' && spaceOrEnd.includes(characters[index - 1] ?? ''));
  });
}

/** Whether the character can stand in a file as it is. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x20 && code <= 0x7e) ||
    code === 0x85 ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) ||
    code >= 0x10000
  );
}
