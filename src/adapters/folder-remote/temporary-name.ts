import { randomBytes } from 'node:crypto';

const nameText = /^\..+\.tmp$/;

/** A name for a file that is being written; DVC passes over such names too, and leaves ones like them. */
export function temporaryName(): string {
  return `.${randomBytes(12).toString('hex')}.tmp`;
}

/** Whether a name is one of a file that is being written, or of one whose writer was killed. */
export function isTemporaryName(name: string): boolean {
  return nameText.test(name);
}
