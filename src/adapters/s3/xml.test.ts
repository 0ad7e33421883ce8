import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, XmlAnswer } from './xml.ts';

describe('an answer in XML', () => {
  it('is read element by element', () => {
    const answer = new XmlAnswer(
      '<?xml version="1.0"?><R xmlns="x"><N>b</N><C><K>a&amp;b&#x1F600;&#65;</K></C><C><K/></C><C><K></K></C><C><K>c</K></C></R>',
    );
    expect(answer.text('N')).toBe('b');
    expect(answer.all('C').map((each) => each.text('K'))).toEqual(['a&b\u{1F600}A', undefined, '', 'c']);
    expect([answer.text('Absent'), answer.all('Absent')]).toEqual([undefined, []]);
  });

  it.each(['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a><![CDATA[x]]></a>', '<a><!-- x --></a>'])('is refused: %s', (text) => {
    expect(() => new XmlAnswer(text)).toThrow(expect.objectContaining({ code: 'remote-failed' }));
  });

  it.each(['<a>', '<a>b', '</a><a>', '<a>&#xFFFFFF;</a>', '<a>&unknown;</a>', '<a>&#99999999;</a>', ''])(
    'that is broken breaks nothing: %s',
    (text) => {
      expect(() => new XmlAnswer(text).text('a')).not.toThrow();
    },
  );

  it('gives back what was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new XmlAnswer(`<a>${escapeXml(text)}</a>`).text('a')).toBe(text);
      }),
    );
  });
});
