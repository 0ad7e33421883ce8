import { describe, expect, it } from 'vitest';
import { SightlineError } from '../../errors.ts';
import { addError, readErrorFile } from './error-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const error = { code: 'labels-invalid', message: 'no class', file: 'labels.csv', line: 3 };
const withErrors = (...errors: readonly object[]): Uint8Array => bytes(JSON.stringify({ version: 1, errors }));

describe('the errors of a job', () => {
  it('are read as they were written, one after another', () => {
    const first = addError([], new SightlineError('labels-invalid', 'no class', { place: { file: 'labels.csv', line: 3, column: 2 } }));
    const second = addError(
      readErrorFile(bytes(first)),
      new SightlineError('invalid-spec', 'x'.repeat(5000), { place: { file: 'a.yaml' } }),
    );
    expect(readErrorFile(bytes(second))).toEqual([error, { code: 'invalid-spec', message: 'x'.repeat(1000), file: 'a.yaml', line: 1 }]);
  });

  it('without a place, outside of the project and beyond the fiftieth are left out', () => {
    const placed = new SightlineError('invalid-spec', 'x', { place: { file: '../a.yaml' } });
    expect(readErrorFile(bytes(addError([], new SightlineError('internal', 'x'))))).toEqual([]);
    expect(readErrorFile(bytes(addError([], placed)))).toEqual([]);
    const many = Array.from({ length: 50 }, () => error);
    expect(readErrorFile(bytes(addError(many, new SightlineError('invalid-spec', 'x', { place: { file: 'a' } }))))).toHaveLength(50);
  });

  it.each([
    ['no JSON', bytes('{')],
    ['no UTF-8', Uint8Array.of(0xff)],
    ['another version', bytes('{"version":2,"errors":[]}')],
    ['a path out of the project', withErrors({ ...error, file: 'a/../../b' })],
    ['a path from the top', withErrors({ ...error, file: '/etc/passwd' })],
    ['a line that no file has', withErrors({ ...error, line: 1e9 })],
    ['a line that is none', withErrors({ ...error, line: 0.5 })],
    ['a code that is none', withErrors({ ...error, code: '<b>' })],
    ['another key', withErrors({ ...error, level: 'notice' })],
    ['ten thousand of them', withErrors(...Array.from({ length: 10_000 }, () => error))],
    ['megabytes', bytes(`{"version":1,"errors":[]${' '.repeat(1 << 20)}}`)],
  ])('are none with %s', (_, file) => {
    expect(() => readErrorFile(file)).toThrow('does not hold errors');
  });
});
