import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { githubPatterns, renderPage } from '../../../../test/support/rendered-markdown.ts';
import { hostileNames } from '../../../../test/support/report-data.ts';
import { cleanText } from '../clean-text.ts';
import { codeSpan, prose } from './code-span.ts';
import { table } from './table.ts';

const fragments = [
  '`',
  '``',
  '|',
  '\\',
  '\\|',
  '\\\\|',
  '@user',
  '@acme/team',
  '#12',
  'GH-12',
  'acme/repo#1',
  'http://evil.example',
  'www.evil.example',
  'a@evil.example',
  'mailto:a@evil.example',
  '<img src=x>',
  '<!--',
  '-->',
  '</code>',
  '</td>',
  '[a](b)',
  '![a](b)',
  '<https://a.b>',
  '[^1]',
  '~~',
  ':smile:',
  '&amp;',
  '&#64;',
  '&',
  '*',
  '_',
  '$x$',
  '\n',
  '\r\n| a |',
  '\u202e',
  '\u200b',
  '\u2066',
  '\u00ad',
  ' ',
  '  ',
  'a',
  '0',
  'crack',
];
const name = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((some) => some.join('')),
);

const shownOf = (text: string): string => (cleanText(text).trim() === '' ? '(empty)' : cleanText(text));

describe("GitHub's parser shows any name as the very same text, and makes nothing of it", () => {
  test('in a sentence', () => {
    fc.assert(
      fc.property(name, (some) => {
        const { tags, addresses, texts } = renderPage(`Model ${codeSpan(some)}: end`);
        expect(tags.filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
        expect(addresses).toEqual([]);
        expect(texts.map(({ text }) => text).join('')).toBe(`Model ${shownOf(some)}: end`);
        expect(
          texts
            .filter(({ inCode }) => !inCode)
            .map(({ text }) => text)
            .join(''),
        ).toMatch(/^Model (?:\(empty\))?: end$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('in a table, which gets no other cell', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const { tags, texts } = renderPage(table([codeSpan(one), 'b'], [[codeSpan(other), 'c']], { rows: 5 }));
        expect(tags.filter((tag) => tag !== 'code')).toEqual(['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td']);
        const said = texts.map(({ text }) => text).join('');
        expect(said.replaceAll(/\n/g, '')).toBe(`${shownOf(one)}b${shownOf(other)}c`);
      }),
      { numRuns: 2000 },
    );
  });

  test('as a sentence that may hold some', () => {
    fc.assert(
      fc.property(name, (some) => {
        const { addresses, texts, tags } = renderPage(`It is not known: ${prose(`missing: ${some} of main`)}.`);
        expect(addresses).toEqual([]);
        expect(tags.filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
        expect(texts.map(({ text }) => text).join('')).toBe(`It is not known: ${cleanText(`missing: ${some} of main`)}.`);
        const outside = texts
          .filter(({ inCode }) => !inCode)
          .map(({ text }) => text)
          .join('');
        expect(outside).not.toMatch(githubPatterns);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a name that is written as HTML has no address in one piece: GitHub looks for them in text whose references are read already', () => {
  const { texts } = renderPage(codeSpan('\\|a@evil.example'));
  expect(texts.map(({ text }) => text).join('')).toBe('\\|a@evil.example');
  expect(texts.filter(({ text }) => /\w@\w/.test(text))).toEqual([]);
});

test('the parser does make something of them without care', () => {
  const { tags, addresses } = renderPage('![a](b) www.evil.example <b>\n\n| a | b |\n| - | - |\n| x | y |');
  expect(tags).toEqual(expect.arrayContaining(['img', 'a', 'b', 'td']));
  expect(addresses).toEqual(['b', 'http://www.evil.example']);
});

test('what cannot be seen is shown, unless a script or picture needs it', () => {
  expect(cleanText('cr\u200back')).toBe('cr\ufffdack');
  expect(cleanText('a\u202eb\u2066c\u00add\u3164e\u{e0041}')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffd');
  expect(cleanText('\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u{1f469}\u200d\u{1f467} \u2764\ufe0f')).toBe(
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u{1f469}\u200d\u{1f467} \u2764\ufe0f',
  );
});

test('ordinary sentences stay what they are', () => {
  expect(prose('+10.50 points (+1.00 to −2.00) on 1,200 images, margin 5.00')).not.toContain('`');
  expect(prose('no runs with other seeds are named')).not.toContain('`');
  expect(prose('see www.evil.example')).toBe('`see www.evil.example`');
});
