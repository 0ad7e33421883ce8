import { expect, it } from 'vitest';
import { isTextBlock } from './text-block.ts';

it('takes nothing, ASCII and up to 30 % of other bytes for text', () => {
  expect(isTextBlock(new Uint8Array())).toBe(true);
  expect(isTextBlock(Buffer.from('a\r\nb\tc\f\b'))).toBe(true);
  expect(isTextBlock(Buffer.from([...'abcdefg'].map((letter) => letter.charCodeAt(0)).concat([200, 201, 202])))).toBe(true);
  expect(isTextBlock(Buffer.from([...'abcdef'].map((letter) => letter.charCodeAt(0)).concat([200, 201, 202, 203])))).toBe(false);
});

it('takes a NUL for binary, but looks at the first 512 bytes only', () => {
  expect(isTextBlock(Buffer.from('a\0b'))).toBe(false);
  expect(isTextBlock(Buffer.concat([Buffer.alloc(512, 'a'), Buffer.alloc(9)]))).toBe(true);
});
