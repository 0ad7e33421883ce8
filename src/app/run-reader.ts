import { overlaps } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { isRunCacheable } from '../core/pipeline/run-cache.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { isTraining } from '../core/spec/is-training.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { RunProof, RunReader } from './run-source.ts';

/** For whom a command works. */
export interface PlaceOptions {
  /** The pull request to whose place runs go; undefined: to the trusted one. */
  readonly pullRequest?: number | undefined;
  /** The merged pull request whose trained artifacts the trusted place takes over; nothing else that it says is believed. */
  readonly fromPullRequest?: number | undefined;
  /** Locks are believed of trainings alone. */
  readonly proven?: boolean | undefined;
}

/** Which runs may be taken. Warns where the spec doesn't say which stages train. Throws `invalid-option`. */
export function runReader(spec: Spec | undefined, options: PlaceOptions, warn: (line: string) => void): RunReader {
  const { pullRequest, fromPullRequest, proven } = options;
  if (fromPullRequest === undefined && proven !== true) {
    return { pullRequest };
  }
  if (pullRequest !== undefined) {
    const flag = fromPullRequest === undefined ? '--proven' : '--from-pull-request';
    throw new SightlineError(
      'invalid-option',
      `a pull request takes over what it needs by itself, so ${flag} is for the trusted place alone`,
    );
  }
  if (spec?.train.stages === undefined) {
    warn(
      "What pull requests trained is not taken over: only trained artifacts are, and train.stages of sightline.yaml doesn't say which stages train.",
    );
  }
  return { pullRequest, proof: { ...proofOf(spec), adopted: fromPullRequest } };
}

/**
 * What the default branch need not make itself: trained artifacts, which it judges anew, and what no run cache can hold, unless that
 * is what the model is judged by.
 */
export function proofOf(spec: Spec | undefined): Pick<RunProof, 'isTraining' | 'needsNone'> {
  const names = spec?.train.stages;
  const judged = spec === undefined ? [] : [spec.evaluate.predictions, ...spec.evaluate.seeds];
  const isJudged = (stage: Stage): boolean => stage.outs.some((out) => judged.some((path) => overlaps(out.path, path)));
  const trains = (stage: Stage): boolean => names !== undefined && isTraining(stage.address, names);
  return {
    isTraining: (stage) => trains(stage) && !isJudged(stage),
    needsNone: (stage) => !isJudged(stage) && (trains(stage) || stage.frozen || !isRunCacheable(stage)),
  };
}
