import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Some text of a page, and whether it stands in code. */
export interface PageText {
  readonly text: string;
  readonly inCode: boolean;
}

/** What GitHub's Markdown makes of a text. */
export interface Page {
  readonly html: string;
  /** Names of the elements that were opened, in order. */
  readonly tags: readonly string[];
  /** Where links lead, and where pictures come from. */
  readonly addresses: readonly string[];
  readonly texts: readonly PageText[];
}

const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Renders GitHub-flavoured Markdown, raw HTML and literal links included, with a parser that passes the specification's examples. */
export function renderPage(markdown: string): Page {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const [tags, addresses, texts]: [string[], string[], PageText[]] = [[], [], []];
  let code = 0;
  for (const [token, name = ''] of html.matchAll(/<!--[^]*?-->|<\/?([a-z][a-z0-9]*)[^>]*>|[^<]+|</gi)) {
    if (token.startsWith('<!--')) {
      continue;
    }
    const isCode = name === 'code' || name === 'pre';
    if (token.startsWith('</')) {
      code -= Number(isCode);
    } else if (name === '') {
      texts.push({ text: decode(token), inCode: code > 0 });
    } else {
      code += Number(isCode);
      tags.push(name.toLowerCase());
      addresses.push(...[...token.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to = '']) => to));
    }
  }
  return { html, tags, addresses, texts };
}

function decode(text: string): string {
  return text.replaceAll(/&(?:(lt|gt|amp|quot)|#(\d+));/g, (_, name: string | undefined, code: string | undefined) =>
    name === undefined ? String.fromCodePoint(Number(code)) : (references[name] ?? ''),
  );
}

/** What GitHub makes of text outside of code besides Markdown: mentions, references, shortcodes. */
export const githubPatterns = /(?:^|[^\w`])@[a-z\d]|#\d|\bgh-\d|\bwww\.|https?:|:[a-z\d_+-]+:/i;
