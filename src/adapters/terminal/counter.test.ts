import { expect, it } from 'vitest';
import { Counter } from './counter.ts';

function counted(total: { files: number; bytes?: number }, files: number, bytes = 0, label = 'Pushing'): Counter {
  const counter = new Counter(label, total, 1000);
  counter.advance(files, bytes);
  return counter;
}

it('tells files, rate and time left', () => {
  expect(counted({ files: 100 }, 0).text(1000)).toBe('Pushing: 0/100 (0 %), 0.0/s');
  expect(counted({ files: 100 }, 25).text(6000)).toBe('Pushing: 25/100 (25 %), 5.0/s, 15 s left');
  expect(counted({ files: 0 }, 0).text(6000)).toBe('Pushing: 0/0 (100 %), 0.0/s');
});

it('goes by bytes where they are known', () => {
  expect(counted({ files: 4, bytes: 8_000_000 }, 3, 2_000_000).text(3000)).toBe(
    'Pushing: 3/4 (25 %), 2.0 MB of 8.0 MB, 1.0 MB/s, 6 s left',
  );
  expect(counted({ files: 4 }, 1, 2_000_000).text(3000)).toBe('Pushing: 1/4 (25 %), 2.0 MB, 1.0 MB/s, 6 s left');
  expect(counted({ files: 4, bytes: 8_000_000 }, 1).text(3000)).toBe('Pushing: 1/4 (25 %), 0.5/s, 6 s left');
});

it('never tells more than all, nor less than no time', () => {
  expect(counted({ files: 1, bytes: 10 }, 2, 20).text(2000)).toBe('Pushing: 2/1 (100 %), 20 B of 10 B, 20 B/s, 0 s left');
});

it('fits into the terminal: first the label gives way, in its middle', () => {
  const counter = counted({ files: 100 }, 25, 0, 'Saving data/images/of/the/whole/year');
  expect([...counter.text(6000, 55)]).toHaveLength(55);
  expect(counter.text(6000, 55)).toMatch(/^Saving data.*….*year: 25\/100 \(25 %\), 5\.0\/s, 15 s left$/);
  expect(counter.text(6000, 10)).toBe('…: 25/100 ');
  expect(counter.text(6000, 0)).toBe('');
});

it('counts two columns for wide letters', () => {
  const text = counted({ files: 100 }, 25, 0, '画像'.repeat(20)).text(6000, 60);
  expect([...text].reduce((sum, letter) => sum + (/[画像]/u.test(letter) ? 2 : 1), 0)).toBeLessThanOrEqual(60);
  expect(text).toMatch(/^画像.*…/u);
});
