import { overlaps } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { isTraining } from '../core/spec/is-training.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { RunReader } from './run-source.ts';

/** For whom a command works. */
export interface PlaceOptions {
  /** The pull request to whose place runs go; undefined: to the trusted one. */
  readonly pullRequest?: number | undefined;
  /** The merged pull request whose trained artifacts the trusted place takes over. */
  readonly fromPullRequest?: number | undefined;
}

/** Which runs may be taken. Warns where the spec doesn't say which stages train. Throws `invalid-option`. */
export function runReader(spec: Spec | undefined, { pullRequest, fromPullRequest }: PlaceOptions, warn: (line: string) => void): RunReader {
  if (fromPullRequest === undefined) {
    return { pullRequest };
  }
  if (pullRequest !== undefined) {
    throw new SightlineError(
      'invalid-option',
      'a pull request takes over what it needs by itself, so --from-pull-request is for the trusted place alone',
    );
  }
  const names = spec?.train.stages;
  if (spec === undefined || names === undefined) {
    warn(
      `Nothing is taken from pull request ${fromPullRequest}: only trained artifacts are, and train.stages of sightline.yaml doesn't say which stages train.`,
    );
  }
  const judged = spec === undefined ? [] : [spec.evaluate.predictions, ...spec.evaluate.seeds];
  const isJudged = (stage: Stage): boolean => stage.outs.some((out) => judged.some((path) => overlaps(out.path, path)));
  const isAdoptable = (stage: Stage): boolean => names !== undefined && isTraining(stage.address, names) && !isJudged(stage);
  return { pullRequest, adopted: { pullRequest: fromPullRequest, isTraining: isAdoptable } };
}
