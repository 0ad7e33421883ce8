import { SightlineError } from '../../core/errors.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the few flat answers that S3 gives, without attributes, mixed content or nesting of an element in itself. What
 * such an answer never has (a document type, which could define entities, or CDATA) is refused.
 */
export class XmlAnswer {
  readonly #text: string;

  constructor(text: string) {
    if (text.includes('<!')) {
      throw new SightlineError('remote-failed', 'the server answered with a kind of XML that S3 never sends');
    }
    this.#text = text;
  }

  /** The text of the first element of a name; undefined when there is none. */
  text(name: string): string | undefined {
    const inner = this.#inner(name, 0)?.inner;
    return inner === undefined ? undefined : decode(inner);
  }

  /** Every element of a name, to look into. */
  all(name: string): readonly XmlAnswer[] {
    const found: XmlAnswer[] = [];
    for (let at = 0; ;) {
      const element = this.#inner(name, at);
      if (element === undefined) {
        return found;
      }
      found.push(new XmlAnswer(element.inner));
      at = element.end;
    }
  }

  #inner(name: string, from: number): { readonly inner: string; readonly end: number } | undefined {
    const open = `<${name}>`;
    const start = this.#text.indexOf(open, from);
    const end = start === -1 ? -1 : this.#text.indexOf(`</${name}>`, start);
    return end === -1 ? undefined : { inner: this.#text.slice(start + open.length, end), end };
  }
}

function decode(text: string): string {
  return text.includes('&') ? text.replace(/&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>\w{2,4}));/gi, decodeEntity) : text;
}

function decodeEntity(whole: string, ...rest: readonly unknown[]): string {
  const { decimal, hex, name } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
  if (name !== undefined) {
    return entities[name] ?? whole;
  }
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return point > 0x10ffff ? whole : String.fromCodePoint(point);
}

/** Text as it stands between tags. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
