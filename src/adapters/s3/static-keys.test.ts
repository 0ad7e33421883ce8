import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { readStaticKeys } from './static-keys.ts';

it('takes keys of a file that the project names, whatever else its profile holds', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'keys');
  const namedAt = { file: '/p/.dvc/config', line: 2 };
  const read = (profile: string): unknown => readStaticKeys({ config: { path: '/none' }, credentials: { path, namedAt }, profile });
  writeFileSync(
    path,
    '[a]\nrole_arn = arn:x\naws_access_key_id = I\naws_secret_access_key = S\naws_session_token = T\n[b]\nregion = x\n[c]\nsource_profile = a\n',
  );
  expect(read('a')).toEqual({ accessKeyId: 'I', secretAccessKey: 'S', sessionToken: 'T' });
  expect(read('b')).toBeUndefined();
  expect(read('none')).toBeUndefined();
  expect(() => read('c')).toThrow(expect.objectContaining({ code: 'invalid-config', place: { file: path, line: 9 } }));
});
