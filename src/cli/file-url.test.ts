import { expect, it } from 'vitest';
import { withoutFileUrl } from './file-url.ts';

it('takes a file url for the path that it means', () => {
  const typed = ['file:///a/b%20c.txt', 'FILE://localhost/a/b', '../x', 's3://bucket/a'];
  expect(typed.map(withoutFileUrl)).toEqual(['/a/b c.txt', '/a/b', '../x', 's3://bucket/a']);
});

it.each(['file://elsewhere/a', 'file:///a%2fb', 'file://../x'])('refuses %s, which is on no path of this machine', (url) => {
  expect(() => withoutFileUrl(url)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});
