import type { RunCheck } from '../app/run-check.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { Cli } from './command.ts';

/** What of the trusted place `train.signedBy` lets in; undefined, and nothing is loaded, where the spec has no such key. */
export async function openRunCheck(cli: Cli, spec: Spec | undefined): Promise<RunCheck | undefined> {
  if (spec?.train.signedBy === undefined) {
    return undefined;
  }
  const [{ openRunStatements }, { runCheck }] = await Promise.all([
    import('../adapters/github/run-statements.ts'),
    import('../app/run-check.ts'),
  ]);
  return runCheck(spec, openRunStatements(cli.env), (line) => cli.console.warn(line));
}
