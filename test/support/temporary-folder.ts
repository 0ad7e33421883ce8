import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed with all that is in it when it is disposed. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Makes one, by default in the system's place for them. */
export function temporaryFolder(within = tmpdir()): TemporaryFolder {
  const path = mkdtempSync(join(within, 'sightline-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
