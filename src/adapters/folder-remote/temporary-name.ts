import { randomBytes } from 'node:crypto';

const nameText = /^\..+\.tmp$/;

const start = randomBytes(8).toString('hex');
let made = 0;

/** A name for a file that is being written; DVC passes over such names too, and leaves ones like them. */
export function temporaryName(): string {
  made += 1;
  return `.${start}-${made}.tmp`;
}

/** Whether a name is one of a file that is being written, or of one whose writer was killed. */
export function isTemporaryName(name: string): boolean {
  return nameText.test(name);
}
