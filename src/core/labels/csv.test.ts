import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.ts';

const read = (text: string): unknown[] => [...parseCsv(text, 'labels.csv')].map(({ line, fields }) => [line, ...fields]);

function failure(text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    return error;
  }
}

describe('parseCsv', () => {
  it('reads quoted fields with commas, quotes and line ends, and counts lines as an editor does', () => {
    expect(read('a,b\r\n"x,\r\ny","say ""so"""\r\n3,4\r\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'x,\r\ny', 'say "so"'],
      [4, '3', '4'],
    ]);
  });

  it('drops the byte order mark and empty lines, and takes LF, CRLF and CR in one file', () => {
    expect(read('\uFEFFa,b\n\n1,2\r\n\r\n3,4\r5,')).toEqual([
      [1, 'a', 'b'],
      [3, '1', '2'],
      [5, '3', '4'],
      [6, '5', ''],
    ]);
  });

  it('finds nothing in an empty text', () => {
    expect(read('')).toEqual([]);
    expect(read('\uFEFF\n\r\n')).toEqual([]);
  });

  it.each([
    ['a,b\nx"y,2\n', 2, 'a quote in the middle'],
    ['a,b\n"x"y,2\n', 2, 'text after a closing quote'],
    ['a,b\n1,2\n"x,2\n3,4\n', 3, 'never ends'],
    ['a,b\n"x\ny"z,2\n', 3, 'text after a closing quote'],
  ])('names the line of %j', (text, line, message) => {
    expect(failure(text)).toMatchObject({
      code: 'labels-invalid',
      place: { file: 'labels.csv', line },
      message: expect.stringContaining(message),
    });
  });

  it('reads back what was written, with the line where each record starts', () => {
    const field = fc.string({
      unit: fc.oneof(fc.constantFrom(',', '"', '\n', '\r', ' '), fc.string({ unit: 'grapheme', maxLength: 1 })),
      maxLength: 8,
    });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), (records, end, lastEnd) => {
        const lines = records.map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const text = lines.join(end) + (lastEnd ? end : '');
        const starts = lines.map(
          (_, index) =>
            lines
              .slice(0, index)
              .join(end)
              .split(/\r\n|\r|\n/).length + (index === 0 ? 0 : 1),
        );
        expect(read(text)).toEqual(records.map((fields, index) => [starts[index], ...fields]));
      }),
    );
  });

  it('reads fields without commas, quotes and line ends unquoted', () => {
    const field = fc.string({ unit: 'grapheme' }).filter((text) => !/[",\r\n\uFEFF]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 })), (records) => {
        expect([...parseCsv(records.map((fields) => fields.join(',')).join('\n'), 'x')].map(({ fields }) => fields)).toEqual(records);
      }),
    );
  });
});
