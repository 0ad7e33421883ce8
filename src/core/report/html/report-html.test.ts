import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hostileNames, madeReport, trainedWith } from '../../../../test/support/report-data.ts';
import { renderHtml } from './report-html.ts';

/** Every tag of a page with the names of its attributes, comments excluded since there must be none. */
function tagsOf(page: string): { readonly name: string; readonly attributes: readonly string[] }[] {
  return [...page.matchAll(/<(\/?[a-zA-Z!][^\s>/]*)((?:"[^"]*"|[^">])*)>/g)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: [...rest.replaceAll(/"[^"]*"/g, '""').matchAll(/([^\s=/"]+)(?==""|[\s/]|$)/g)].map(([attribute]) =>
      attribute.toLowerCase(),
    ),
  }));
}

describe('the page', () => {
  const script = 'console.log("<b>")';
  const page = renderHtml(madeReport(), trainedWith(), script);

  test('allows its own style sheet and script by hash, pictures inside it, and nothing else', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${digest(script)}'`,
      `style-src 'sha256-${digest(style)}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(page).toContain(`<script>${script}</script>`);
  });

  test('fetches nothing and runs nothing but that', () => {
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.replaceAll(/<script( type="application\/json")?>/g, '')).not.toMatch(
      /<script|<link|<iframe|<form|\shref=|url\(|@import|\ssrc="(?!data:)/i,
    );
    const attributes = new Set(tagsOf(page).flatMap((tag) => tag.attributes));
    expect([...attributes].filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
  });

  test('has a language, a title, one first heading, named pictures and table headers', () => {
    expect(page).toMatch(/<html lang="en">/);
    expect(page).toMatch(/<title>\s*Better: animals, main to workspace\s*<\/title>/);
    expect(page.match(/<h1[\s>]/g)).toHaveLength(1);
    for (const [svg] of page.matchAll(/<svg[^>]*>/g)) {
      expect(svg).toMatch(/role="img"\s+aria-label="[^"]+"|aria-hidden="true"/);
    }
    for (const [table] of page.matchAll(/<table[^]*?<\/table>/g)) {
      expect(table).toMatch(/<th\s+scope="col"/);
      expect(table).toMatch(/<th\s+scope="row"/);
    }
  });

  test('tells losses as they are, green where they fell', () => {
    const table =
      /aria-label="Metrics"[^]*?<\/table>/.exec(renderHtml(madeReport({ metrics: ['log-loss', 'mcc'] }), trainedWith(), ''))?.[0] ?? '';
    expect(table).toMatch(/log loss \(lower is better\)[^]*?class="number up">\s*−0\.\d{4}/);
    expect(table).not.toContain('MCC');
  });

  test('opens and closes each element in order', () => {
    const single = new Set(['meta', 'img', '!doctype', 'rect', 'line', 'circle', 'polyline']);
    const open: string[] = [];
    const crossed: string[] = [];
    for (const { name } of tagsOf(page.replaceAll(/(?<=<(style|script)[^>]*>)[^]*?(?=<\/\1>)/g, ''))) {
      if (name.startsWith('/')) {
        crossed.push(...(open.pop() === name.slice(1) ? [] : [name]));
      } else if (!single.has(name)) {
        open.push(name);
      }
    }
    expect({ open, crossed }).toEqual({ open: [], crossed: [] });
  });
});

/** Elements and their attributes, each kind once. */
function kinds(text: string): string[] {
  return [...new Set(tagsOf(text).flatMap(({ name, attributes }) => attributes.map((one) => `${name} ${one}`)))];
}

describe('hostile names', () => {
  const page = renderHtml(
    madeReport({ classes: hostileNames, prefix: hostileNames.join(''), side: '"><script>alert(1)</script>' }),
    trainedWith(hostileNames.join(''), hostileNames[3]),
    '',
  );
  const plain = renderHtml(madeReport({ classes: hostileNames.map((_, at) => `class${at}`) }), trainedWith(), '');

  test('add no element and no attribute that a harmless report does not have', () => {
    expect(kinds(page).filter((kind) => !kinds(plain).includes(kind))).toEqual([]);
    expect(page.replaceAll(/<script type="application\/json">[^<>\u2028\u2029]*<\/script>|<script><\/script>/g, '')).not.toMatch(
      /<\/?script/,
    );
    expect(page).not.toContain('<!--');
  });

  test('leave no control character', () => {
    expect(page.replaceAll(/\n/g, '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
});

test('many classes and images stay a page of bounded size', () => {
  const classes = Array.from({ length: 120 }, (_, at) => `class ${at}`);
  const page = renderHtml(madeReport({ images: 2400, classes, slices: 190 }), trainedWith(), '');
  expect(page.length).toBeLessThan(1_000_000);
  expect(page).toContain('the most frequent among 120 classes');
});
