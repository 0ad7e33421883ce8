import type { ToolResult } from '../rigs/dvc-driver.ts';
import { jsonLines } from './json-lines.ts';
import { diffLines } from './snapshot.ts';

/** What a case expects of one call beside agreement. */
export interface Expectation {
  readonly fails?: boolean | undefined;
  readonly place?: string | undefined;
  /** The folder to stand in, from the root. */
  readonly in?: string | undefined;
}

/** Where two results of the same command line disagree, as lines for people; empty when they agree. */
export function compareResults(args: readonly string[], theirs: ToolResult, ours: ToolResult, expected: Expectation): readonly string[] {
  const wanted = expected.fails === true;
  const codes = [
    ...((theirs.code !== 0) === wanted ? [] : [`the case is wrong: theirs ended with ${theirs.code}`, theirs.stderr]),
    ...((ours.code !== 0) === wanted ? [] : [`ours ended with ${ours.code}, theirs with ${theirs.code}`]),
    ...(ours.code === 70 || ours.code < 0 ? [`ours ended with ${ours.code}: a bug of ours`] : []),
    ...(expected.place === undefined ? [] : checkPlace(expected.place, ours)),
  ];
  if (codes.length > 0) {
    return [...codes, 'ours said:', ours.stderr, 'theirs said:', theirs.stderr];
  }
  return wanted ? [] : compareOutput(args, theirs.stdout, ours.stdout);
}

function checkPlace(place: string, ours: ToolResult): readonly string[] {
  return [
    ...(ours.code === 2 ? [] : [`ours ended with ${ours.code}; the user's mistake is 2`]),
    ...(ours.stderr.includes(`error: ${place}`) ? [] : [`ours does not name the place ${place}`]),
  ];
}

/** JSON value by value, so that key order, 1 and 1.0, and the digits of a float count; drawings and tables as text. */
function compareOutput(args: readonly string[], theirs: string, ours: string): readonly string[] {
  if (args.includes('--json')) {
    const unordered = args[1] === 'diff' ? diffLevels : 0;
    return compareText(jsonLines(theirs, unordered), jsonLines(ours, unordered));
  }
  if (args.includes('--md') && args[1] === 'diff') {
    return compareText(sortLines(theirs), sortLines(ours));
  }
  // The drawing that `dag` makes without a flag is for eyes: its layout is the program's own.
  return args[0] === 'dag' || args.includes('--md') ? compareText(theirs, ours) : [];
}

/**
 * DVC takes the paths and names of `metrics diff` and `params diff` from Python sets: their order changes from one run
 * of it to the next, so the first two levels of the JSON and the rows of the table have none.
 */
const diffLevels = 2;

function sortLines(text: string): string {
  return text.split('\n').toSorted().join('\n');
}

/** The differing lines of two texts. */
export function compareText(theirs: string, ours: string): readonly string[] {
  return theirs === ours ? [] : ['output differs:', ...diffLines(theirs, ours)];
}
