import { hash } from 'node:crypto';

/** A statement that is larger is none. */
export const maxStatementBytes = 16 << 10;

/** The signed statement that a run of the trusted place was written by a workflow, beside its record. */
export interface RunStatements {
  /** Signs a text for whoever checks it later; undefined where this process can sign nothing. */
  readonly sign: ((audience: string) => Promise<string>) | undefined;
  /** Whether the statement is for that text and was signed for a run of this workflow. Throws `remote-failed` where that can't be told. */
  isSigned(statement: string, audience: string, workflow: string): Promise<boolean>;
}

/** Where the statement of an entry of the run cache lies. */
export function statementOfEntry(entryKey: string): string {
  return `sightline/statements/${entryKey.slice('runs/'.length)}.jwt`;
}

/** What a statement is about: the entry by its key, which names what it contains, and the text of its record. */
export function statementAudience(entryKey: string, record: string): string {
  return `sha256:${hash('sha256', JSON.stringify([entryKey, record]), 'hex')}`;
}
