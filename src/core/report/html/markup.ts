import { cleanText } from '../clean-text.ts';

/** Text that is HTML already. Only `html` makes it, so that nothing gets into a page unescaped. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | readonly Markup[] | undefined;

/** A template literal whose values are escaped, but for markup; undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const text = strings.map((literal, at) => literal + renderPart(values[at]));
  return { markup: text.join('') };
}

/** Marks a text of our own, as a style sheet, as fit for a page. Never call it with what comes from outside. */
export function trusted(text: string): Markup {
  return { markup: text };
}

function renderPart(part: Part): string {
  if (part === undefined) {
    return '';
  }
  if (typeof part === 'string' || typeof part === 'number') {
    return escapeHtml(String(part));
  }
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe as text and inside of quoted attributes. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A value as JSON in an element that nothing runs: what could end it is written as an escape. */
export function jsonScript(value: unknown): Markup {
  const escaped = JSON.stringify(value).replaceAll(/[<>&'\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return trusted(`<script type="application/json">${escaped}</script>`);
}

/** A name out of a repository: harmless to look at, and in one piece. */
export function nameMarkup(name: string): Markup {
  const text = cleanText(name);
  return text.trim() === '' ? html`<span class="muted">(empty)</span>` : html`<code>${text}</code>`;
}
