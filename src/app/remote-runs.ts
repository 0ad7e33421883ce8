import { differingOutputs, type LockedStage } from '../core/pipeline/lock-file.ts';
import { runCacheKey } from '../core/pipeline/run-cache.ts';
import { parseRunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Place, Remote } from '../core/remote-ports.ts';
import { claimPrefix, type Maker } from '../core/sharing/place.ts';
import { claimKey } from '../core/sharing/run-claim.ts';
import type { BringContents } from './bring-contents.ts';
import { currentClaim, trainedBy } from './current-claim.ts';
import { atPlace, placeAt, placesOf } from './placed-remotes.ts';
import type { Project } from './project.ts';
import { parseRunEntry } from './run-entry.ts';
import { ownRuns, type RunReader, type RunSource } from './run-source.ts';
import { fetchRunsOf } from './transfer-runs.ts';
import { keepsVersions } from './versioned-files.ts';

/**
 * The runs of the default remote. A pull request finds those of the trusted place first, then its own, then those that a
 * claim says another pull request left. The trusted reader finds trusted ones, and of the pull request that it adopts those
 * of trainings. `bringFrom` says how contents are had by a project that sees the places in question.
 */
export function remoteRuns(project: Project, reader: RunReader, bringFrom: (project: Project) => BringContents): RunSource {
  const { pullRequest, proof } = reader;
  const adopted = proof?.adopted;
  const seeing = (others: readonly Maker[]): Project => atPlace(project, { pullRequest, others });
  const isAdopted = (stage: Stage): boolean => adopted !== undefined && proof?.isTraining(stage) === true;
  return {
    async believesLock(stage, locked) {
      return (await ownRuns(reader).believesLock(stage, locked)) || (locked !== undefined && (await wasMade(project, reader, locked)));
    },
    believes: (stage, maker) => maker === undefined || pullRequest !== undefined || (maker === adopted && isAdopted(stage)),
    async *lookUp(stage, runKey, now) {
      const remote = await seeing(isAdopted(stage) ? [adopted] : []).remotes.open();
      for await (const place of keepsVersions(remote) ? [] : placesFor(remote, pullRequest, claimKey(runKey, now))) {
        if (await fetchRunsOf(project, place, runKey, reader.check)) {
          yield;
        }
      }
    },
    bring: (maker) => bringFrom(seeing([maker])),
  };
}

/** Whether a run that no pull request made wrote what the lock says, whatever code and environment it had: as a lock is read. */
async function wasMade(project: Project, { check }: RunReader, locked: LockedStage): Promise<boolean> {
  const key = runCacheKey(locked);
  const isKnown = async (): Promise<boolean> =>
    (await project.runCache.list(key)).some(({ text, record }) => {
      const [run, made] = [parseRunEntry(text, key), parseRunRecord(record)];
      return run !== undefined && made !== undefined && made.maker === undefined && differingOutputs(locked, run).length === 0;
    });
  if (await isKnown()) {
    return true;
  }
  const remote = await atPlace(project, { pullRequest: undefined, others: [] }).remotes.open();
  const [place] = keepsVersions(remote) ? [] : placesOf(remote);
  return place !== undefined && (await fetchRunsOf(project, place, key, check)) && isKnown();
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
