import { runCacheAddress, runEntryKey } from '../core/pipeline/run-cache.ts';
import type { RemoteStorage } from '../core/remote-ports.ts';
import { maxStatementBytes, type RunStatements, statementAudience, statementOfEntry } from '../core/sharing/run-statement.ts';
import type { Spec } from '../core/spec/spec.ts';
import { readBounded } from './read-bounded.ts';
import { parseRunEntry } from './run-entry.ts';

/** Tells what of the trusted place is believed: an entry of the run cache with its record. */
export type RunCheck = (storage: RemoteStorage, entryKey: string, entry: string, record: string) => Promise<boolean>;

/** What a spec asks for: runs with a statement by the workflow that `train.signedBy` names; undefined where it names none. */
export function runCheck(
  spec: Spec | undefined,
  statements: Pick<RunStatements, 'isSigned'>,
  warn: (line: string) => void,
): RunCheck | undefined {
  const workflow = spec?.train.signedBy;
  if (workflow === undefined) {
    return undefined;
  }
  return async (storage, entryKey, entry, record) => {
    const isNamed = isNamedByContent(entryKey, entry);
    const statement = isNamed ? await readBounded(storage, statementOfEntry(entryKey), maxStatementBytes) : undefined;
    if (statement !== undefined && (await statements.isSigned(statement, statementAudience(entryKey, record), workflow))) {
      return true;
    }
    warn(`A run of the trusted place is not believed: no statement says that ${workflow} wrote it (${entryKey}).`);
    return false;
  };
}

function isNamedByContent(entryKey: string, entry: string): boolean {
  const run = parseRunEntry(entry, 'run');
  return run !== undefined && runEntryKey(runCacheAddress(run)) === entryKey;
}
