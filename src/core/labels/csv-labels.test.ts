import { describe, expect, it } from 'vitest';
import { parseCsvLabels } from './csv-labels.ts';

const file = 'labels/test.csv';

function failure(text: string): unknown {
  try {
    return parseCsvLabels(text, file, 'data');
  } catch (error) {
    return error;
  }
}

describe('parseCsvLabels', () => {
  it('reads images, labels and metadata, in any order of columns', () => {
    const set = parseCsvLabels('pen,image,label\r\nthick,"a,b.png",crack\r\n,./sub//c.png,gut 😀\r\n', file, 'data/test/');
    expect(set).toEqual({
      classes: ['crack', 'gut 😀'],
      images: [
        { image: 'data/test/a,b.png', label: 'crack', metadata: { pen: 'thick' } },
        { image: 'data/test/sub/c.png', label: 'gut 😀', metadata: { pen: '' } },
      ],
    });
  });

  it('sorts classes by code point', () => {
    const text = ['image,label', ...['b', '\u{1F600}', '\uFF5E', '10', '9', 'B'].map((label, index) => `${index}.png,${label}`)].join('\n');
    expect(parseCsvLabels(text, file, '.').classes).toEqual(['10', '9', 'B', 'b', '\uFF5E', '\u{1F600}']);
  });

  it('leaves out the index column that pandas writes', () => {
    expect(parseCsvLabels(',image,label\n0,a.png,x\n', file, '.').images).toEqual([{ image: 'a.png', label: 'x', metadata: {} }]);
  });

  it('keeps a metadata column of any name to itself', () => {
    const [first] = parseCsvLabels('image,label,__proto__\na.png,x,polluted\n', file, '.').images;
    expect(Object.entries(first?.metadata ?? {})).toEqual([['__proto__', 'polluted']]);
    expect(Object.getPrototypeOf(first?.metadata)).toBe(Object.prototype);
  });

  it.each([
    ['', 1, 'the label file is empty'],
    ['image,label\n', undefined, 'no labelled images'],
    ['image,class\na.png,x\n', 1, "no column is named 'label'; the columns are: image, class"],
    ['Image,label\na.png,x\n', 1, "no column is named 'image'"],
    ['image,label,pen,pen\na.png,x,1,2\n', 1, "two columns are named 'pen'"],
    ['image,label\na.png,x\nb.png,x,y\n', 3, 'names 2 columns, and this record has 3'],
    ['image,label\na.png\n', 2, 'names 2 columns, and this record has 1'],
    ['image,label\na.png,\n', 2, 'the label of data/a.png is empty'],
    ['image,label\na.png, \n', 2, 'the label of data/a.png is empty'],
    [`image,label\na.png,${'x'.repeat(300)}\n`, 2, 'longer than 256'],
    ['image,label\na.png,"x\u001B[2J"\n', 2, 'control character'],
    ['image,label\na.png,x\n"b\n.png",y\n', 3, 'control character'],
    ['image,label\n,x\n', 2, 'is empty'],
    ['image,label\na.png,x\n\nb.png,x\n./a.png,y\n', 5, 'the image data/a.png is labelled twice, first at labels/test.csv:2'],
    ['image,label\n../../etc/passwd,x\n', 2, 'leads out of its folder'],
    ['image,label\nsub/../../x.png,x\n', 2, 'leads out of its folder'],
    ['image,label\n/etc/passwd,x\n', 2, 'is absolute'],
    ['image,label\nC:/images/a.png,x\n', 2, 'is absolute'],
    ['image,label\nsub\\a.png,x\n', 2, 'backslash'],
    ['image,label\na\0.png,x\n', 2, 'control character'],
    [`image,label\n${'x/'.repeat(600)}a.png,x\n`, 2, 'longer than 1024'],
  ])('refuses %j', (text, line, message) => {
    expect(failure(text)).toMatchObject({
      code: 'labels-invalid',
      place: line === undefined ? { file } : { file, line },
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/./),
    });
  });

  it('refuses a label column that is no class', () => {
    const rows = Array.from({ length: 2001 }, (_, index) => `${index}.png,${index}`);
    expect(failure(['image,label', ...rows].join('\n'))).toMatchObject({
      place: { file, line: 2002 },
      message: 'more than 2000 classes',
    });
  });
});
