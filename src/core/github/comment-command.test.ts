import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../test/support/rendered-markdown.ts';
import { parseComment } from './comment-command.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const train = { kind: 'train', sha: undefined, set: new Map(), seeds: undefined };

describe('a command', () => {
  it.each([
    ['/train', train],
    ['/train   ', train],
    [`/train ${sha}`, { ...train, sha }],
    [`/train ${'a'.repeat(64)}`, { ...train, sha: 'a'.repeat(64) }],
    [
      '/train --set lr=0.01 --set model.depth=3 --seeds 6',
      {
        ...train,
        set: new Map([
          ['lr', '0.01'],
          ['model.depth', '3'],
        ]),
        seeds: 6,
      },
    ],
    ['/train\t--set name=a=b', { ...train, set: new Map([['name', 'a=b']]) }],
    ['/compare release/2.0', { kind: 'compare', ref: 'release/2.0', sha: undefined }],
    [`/compare v1.2.3 ${sha}`, { kind: 'compare', ref: 'v1.2.3', sha }],
    ['/cancel', { kind: 'cancel' }],
    ['/help', { kind: 'help' }],
    ['Looks good to me.\nLet us see:\n/train\nThanks!', train],
    ['Hello\r\n\r\n/train\r\n', train],
    ['> quoted\n\n/train', train],
    ['- a list\n\n/train', train],
    ['```\ncode\n```\n/train', train],
    ['~~~~ yaml\n/cancel\n~~~\n/cancel\n~~~~\n/train', train],
    ['# Title\n/train', train],
    ['3 < 4\n/train', train],
  ])('is read from %j', (comment, command) => {
    expect(parseComment(comment)).toEqual({ kind: 'command', command });
  });
});

describe('nothing is read', () => {
  it.each([
    ['of a quotation', '> /train'],
    ['of a quotation without a space', '>/train'],
    ['of a line that goes on a quotation', '> please\n/train'],
    ['of a quotation in a list', '- > please\n/train'],
    ['of a fenced block', '```\n/train\n```'],
    ['of a fenced block of tildes', '~~~ sh\n/train\n~~~'],
    ['of a fenced block that never ends', '```\n\n/train'],
    ['after a shorter fence', '````\n```\n/train\n````'],
    ['after a fence with words behind it', '```\n``` x\n/train\n```'],
    ['after a fence that ends with a wide space', '```\n```\u00a0\n/train\n```'],
    ['of a fenced block in a list whose fence the next one does not end', '- a\n\n  ```\n```\n/train\n```'],
    ['of a fenced block in an item of a list', '- ```\n/train\n```'],
    ['of a quoted fence and a real one', '> ```\n```\n/train\n```'],
    ['of an indented block', '    /train'],
    ['behind a tab', '\t/train'],
    ['behind one space', ' /train'],
    ['of a code span', '`/train`'],
    ['of a code span over two lines', 'see `what\n/train` does'],
    ['of a code span behind an escaped mark', '\\` `b\n/train` c'],
    ['of a link over two lines', '[foo\n/train](https://example.com)'],
    ['of the title of a link', '[foo]: /url "title\n/train\n"'],
    ['of a formula', '$$\n/train\n$$'],
    ['of an HTML comment', '<!--\n/train\n-->'],
    ['of an HTML comment in a paragraph', 'hello <!--\n/train\n-->'],
    ['of an HTML comment that never ends', '<!-- x\n\n/train'],
    ['of details', '<details><summary>x</summary>\n\n/train\n\n</details>'],
    ['of preformatted text', '<pre>\n/train\n</pre>'],
    ['of a list', '- /train'],
    ['of a line that goes on a list', '1. first\n/train'],
    ['in a sentence', 'please /train this'],
    ['of a longer word', '/training'],
    ['of a path', '/train/data'],
    ['of upper case', '/TRAIN'],
    ['of a wide slash', '／train'],
    ['of Cyrillic letters', '/trаin'],
    ['of another tool', '/lgtm'],
    ['behind a line separator', 'x\u2028/train'],
    ['behind a mark of direction', '\u202e/train'],
    ['behind a byte order mark', '\ufeff/train'],
    ['of nothing', ''],
  ])('%s', (_, comment) => {
    expect(parseComment(comment)).toEqual({ kind: 'none' });
  });
});

describe('a command is refused', () => {
  it.each<readonly [string, string, RegExp]>([
    ['when there are two', '/train\n/cancel', /one command, and this one has 2/],
    ['with a short commit', '/train abc1234', /full id/],
    ['with a commit in upper case', `/train ${sha.toUpperCase()}`, /full id/],
    ['with two commits', `/train ${sha} ${sha}`, /one commit id/],
    ['with a branch', '/train main', /full id/],
    ['with an unknown option', '/train --force', /takes one commit/],
    ['with an option that has no value', '/train --set', /needs a value/],
    ['with a name for the shell', '/train --set $(id)=1', /name=value/],
    ['with a name that leads elsewhere', '/train --set ../x=1', /name=value/],
    ['with no name', '/train --set =1', /name=value/],
    ['with no value', '/train --set lr', /name=value/],
    ['with a parameter set twice', '/train --set a=1 --set a=2', /twice/],
    ['with no seeds', '/train --seeds 0', /1 to 50/],
    ['with too many seeds', '/train --seeds 51', /1 to 50/],
    ['with seeds of another script', '/train --seeds ６', /plain ASCII/],
    ['with seeds that are no whole number', '/train --seeds 1e1', /1 to 50/],
    ['with a lookalike in a name', '/train --set lеarning=1', /plain ASCII/],
    ['with a hidden character', '/train \u200b', /plain ASCII/],
    ['with 10,000 characters', `/train ${'a'.repeat(10_000)}`, /longer than/],
    ['with a long value', `/train --set a=${'1'.repeat(201)}`, /longer than/],
    ['with many parameters', `/train ${Array.from({ length: 21 }, (_, at) => `--set p${at}=1`).join(' ')}`, /More than 20/],
    ['with arguments that it does not take', '/cancel 12', /no arguments/],
    ['without what to compare with', '/compare', /needs a branch/],
    ['with three words to compare', '/compare a b c', /needs a branch/],
    ...[
      '-x',
      'a..b',
      'a~1',
      'a^',
      'a:b',
      'a?',
      'a*',
      'a[',
      '@',
      'a@{1}',
      '/a',
      'a/',
      'a//b',
      'a.lock',
      '.a',
      'a/.b',
      'a.',
      'a\\b',
      sha,
    ].map((ref) => [`with the ref ${ref}`, `/compare ${ref}`, /name of a branch/] as const),
  ])('%s', (_, comment, reason) => {
    expect(parseComment(comment)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});

it('reads any text without an error, and nothing of what is quoted line by line', () => {
  const line = fc.constantFrom(
    '/train',
    '> x',
    '```',
    '~~~',
    '- x',
    '',
    '    x',
    '`',
    '<b>',
    '/cancel',
    'x',
    '\t/help',
    '  ```',
    '[x]: y "',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(line).map((lines) => lines.join('\n')),
      ),
      (text) => {
        parseComment(text);
        const quoted = text.split(/\r\n|\n|\r/).map((each) => `> ${each}`);
        expect(parseComment(quoted.join('\n'))).toEqual({ kind: 'none' });
      },
    ),
  );
});

it('reads 65,536 characters of anything quickly', () => {
  for (const part of ['`', '/train ', '> ', '- ', '```\n', '\n', '<', '[', '-a=']) {
    const before = performance.now();
    parseComment(part.repeat(65_536 / part.length));
    expect(performance.now() - before).toBeLessThan(1000);
  }
});

/** Elements that show something as not the author's own words, or hide it. */
const others = ['blockquote', 'ul', 'ol', 'li', 'pre', 'code', 'a', 'section', 'details', 'summary', 'script', 'style', 'b'];

/** Whether GitHub's Markdown shows the command as plain text of its own. */
function isShownAsOwn(comment: string): boolean {
  const { html } = renderPage(comment);
  const at = html.indexOf('/train');
  const before = html.slice(0, at);
  const count = (pattern: string): number => before.match(new RegExp(pattern, 'gi'))?.length ?? 0;
  return at !== -1 && count('<!--') === count('-->') && others.every((name) => count(`<${name}\\b`) === count(`</${name}\\b`));
}

it('reads no command that GitHub would show as quoted, as code, in a list, in a link or not at all', () => {
  const marks = [
    '> x',
    '>',
    '> ```',
    '```',
    '````',
    '~~~',
    '``` x',
    '   ```',
    '    ```',
    '- x',
    '-',
    '- ```',
    '1. a',
    '* > q',
    '  - y',
    '',
    '',
    '',
  ];
  const more = [
    '    x',
    '\tx',
    '`',
    '`` a',
    '\\`',
    '<b>',
    '<!-- x',
    '-->',
    '<details>',
    '<pre>',
    'x',
    '# h',
    '===',
    '---',
    '|a|',
    '|-|',
    '[x]: y "',
    '"',
  ];
  const rest = [
    '[a',
    '](b)',
    '[^1]: n',
    'a\\',
    '> > y',
    '- - w',
    '\u00a0',
    '```\u00a0',
    '    > q',
    '- [ ] t',
    '```js`',
    '<?php',
    '[x]: <y>',
    '$$',
  ];
  const line = fc.constantFrom(...marks, ...more, ...rest);
  const text = fc.tuple(fc.array(line, { maxLength: 9 }), fc.array(line, { maxLength: 9 }), fc.constantFrom('\n', '\r\n', '\r'));
  let read = 0;
  fc.assert(
    fc.property(text, ([before, after, end]) => {
      const comment = [...before, '/train', ...after].join(end);
      if (parseComment(comment).kind === 'command') {
        read += 1;
        expect(isShownAsOwn(comment)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(300);
  expect(
    ['> x\n/train', '```\n\n/train', '- a\n/train', '<!--\n/train', '[x]: y "\n/train\n"', '`a\n/train`'].filter(isShownAsOwn),
  ).toEqual([]);
});
