import type { Stage } from '../core/pipeline/stage.ts';
import type { Place, Remote } from '../core/remote-ports.ts';
import { claimPrefix, type Maker } from '../core/sharing/place.ts';
import { claimKey } from '../core/sharing/run-claim.ts';
import type { BringContents } from './bring-contents.ts';
import { currentClaim, trainedBy } from './current-claim.ts';
import { atPlace, placeAt, placesOf } from './placed-remotes.ts';
import type { Project } from './project.ts';
import type { RunReader, RunSource } from './run-source.ts';
import { fetchRunsOf } from './transfer-runs.ts';
import { keepsVersions } from './versioned-files.ts';

/**
 * The runs of the default remote. A pull request finds those of the trusted place first, then its own, then those that a
 * claim says another pull request left. The trusted reader finds trusted ones, and of the pull request that it adopts those
 * of trainings. `bringFrom` says how contents are had by a project that sees the places in question.
 */
export function remoteRuns(project: Project, reader: RunReader, bringFrom: (project: Project) => BringContents): RunSource {
  const { pullRequest, adopted } = reader;
  const seeing = (others: readonly Maker[]): Project => atPlace(project, { pullRequest, others });
  const isAdopted = (stage: Stage): boolean => pullRequest === undefined && adopted?.isTraining(stage) === true;
  return {
    believes: (stage, maker) => maker === undefined || pullRequest !== undefined || (maker === adopted?.pullRequest && isAdopted(stage)),
    async *lookUp(stage, runKey, now) {
      const remote = await seeing(isAdopted(stage) ? [adopted?.pullRequest] : []).remotes.open();
      for await (const place of keepsVersions(remote) ? [] : placesFor(remote, pullRequest, claimKey(runKey, now))) {
        if (await fetchRunsOf(project, place, runKey, reader.check)) {
          yield;
        }
      }
    },
    bring: (maker) => bringFrom(seeing([maker])),
  };
}

/** The places in their order; the one that a claim names is asked for last. */
async function* placesFor(remote: Remote, pullRequest: number | undefined, key: string): AsyncIterable<Place> {
  const places = placesOf(remote);
  yield* places;
  const root = places[0]?.storage;
  if (pullRequest === undefined || root === undefined) {
    return;
  }
  const maker = trainedBy(await currentClaim(root, claimPrefix(pullRequest, key)));
  if (maker !== undefined && maker !== pullRequest) {
    yield placeAt(root, maker);
  }
}
