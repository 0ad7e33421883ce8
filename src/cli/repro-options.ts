import { type Command, InvalidArgumentError } from 'commander';
import type { ReproOptions } from '../app/repro.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';

/** The flags of `repro` as parsed. */
export interface ReproFlags extends LoudnessFlags {
  readonly force?: boolean;
  readonly interactive?: boolean;
  readonly singleItem?: boolean;
  readonly pipeline?: boolean;
  readonly allPipelines?: boolean;
  readonly recursive?: boolean;
  readonly downstream?: boolean;
  readonly forceDownstream?: boolean;
  readonly pull?: boolean;
  readonly allowMissing?: boolean;
  readonly dry?: boolean;
  readonly keepGoing?: boolean;
  readonly ignoreErrors?: boolean;
  readonly glob?: boolean;
  readonly commit: boolean;
  readonly runCache: boolean;
  readonly jobs: number;
  readonly json?: boolean;
}

/** Declares DVC's flags of `repro` and our own. */
export function addReproOptions(command: Command): Command {
  return addLoudness(command, {
    quiet: 'print only warnings, errors and what stages print',
    verbose: 'tell of each stage that is not skipped why it is stale',
  })
    .option('-f, --force', 'run stages even when nothing changed')
    .option('-i, --interactive', 'ask before each stage')
    .option('-s, --single-item', 'only the targets, without what they depend on')
    .option('-p, --pipeline', 'the whole pipelines that the targets belong to')
    .option('-P, --all-pipelines', 'every pipeline of the project')
    .option('-R, --recursive', 'take a folder for all stages in it')
    .option('--downstream', 'the targets and what depends on them')
    .option('--force-downstream', 'run what depends on a changed stage even if its inputs turn out the same')
    .option('--pull', 'fetch runs and missing data from the default remote')
    .option('--allow-missing', 'skip stages whose data is missing but otherwise unchanged')
    .option('--dry', 'only print what would run')
    .option('-k, --keep-going', 'when a stage fails, go on with what does not depend on it')
    .option('--ignore-errors', 'when a stage fails, go on with everything')
    .option('--glob', 'targets may hold *, ? and [...]')
    .option('--no-commit', 'leave the outputs out of the cache')
    .option('--no-run-cache', 'run stages even when the same run is in the run cache')
    .option('-j, --jobs <count>', 'run this many independent stages at once', parseCount, 1)
    .option('--json', 'write what became of each stage as JSON; what stages print goes to standard error');
}

/** The flags as the verb takes them. */
export function toReproOptions(targets: readonly string[], flags: ReproFlags): Omit<ReproOptions, 'writer'> {
  return {
    targets,
    force: flags.force === true,
    singleItem: flags.singleItem === true,
    pipeline: flags.pipeline === true,
    allPipelines: flags.allPipelines === true,
    recursive: flags.recursive === true,
    downstream: flags.downstream === true,
    forceDownstream: flags.forceDownstream === true,
    allowMissing: flags.allowMissing === true,
    dry: flags.dry === true,
    glob: flags.glob === true,
    noCommit: !flags.commit,
    runCache: flags.runCache,
    pull: flags.pull === true,
    onError: flags.ignoreErrors === true ? 'ignore' : flags.keepGoing === true ? 'keep-going' : 'fail',
    jobs: flags.jobs,
    quietStdout: flags.json === true,
    verbose: flags.verbose === true,
  };
}

/** A count on the command line. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1024) {
    throw new InvalidArgumentError('A count from 1 to 1024 is needed.');
  }
  return count;
}
