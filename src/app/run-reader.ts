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

/** Which runs may be taken. Throws `invalid-option`, as where the spec doesn't say which stages train. */
export function runReader(spec: Spec | undefined, { pullRequest, fromPullRequest }: PlaceOptions): RunReader {
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
    throw new SightlineError('invalid-option', 'nothing says which stages train, and only their artifacts are taken from a pull request', {
      hint: 'Name them in train.stages of sightline.yaml.',
    });
  }
  const judged = [spec.evaluate.predictions, ...spec.evaluate.seeds];
  const isJudged = (stage: Stage): boolean => stage.outs.some((out) => judged.some((path) => overlaps(out.path, path)));
  const isAdoptable = (stage: Stage): boolean => isTraining(stage.address, names) && !isJudged(stage);
  return { pullRequest, adopted: { pullRequest: fromPullRequest, isTraining: isAdoptable } };
}
