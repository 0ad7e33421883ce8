import type { LockedStage } from '../core/pipeline/lock-file.ts';
import { runCacheKey } from '../core/pipeline/run-cache.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { ReproContext } from './repro-context.ts';
import type { CachedRun } from './run-cache.ts';
import type { HeldClaim } from './run-claims.ts';
import type { RunSharing } from './run-sharing.ts';
import type { StageInputs } from './stage-record.ts';

/** What came of claiming a run: it was found after all, or it is ours to make. */
export interface ClaimedRun {
  readonly found: CachedRun;
  /** Undefined for a run that nobody else could use, or that could not be claimed. */
  readonly held: HeldClaim | undefined;
}

/**
 * Claims the run of a stage before it is made, waiting for whoever makes it already. `find` looks for it once more: it may
 * have been finished in between.
 */
export async function claimRun(
  { digests }: Pick<ReproContext, 'digests'>,
  sharing: RunSharing,
  stage: Stage,
  { inputs, find }: { readonly inputs: StageInputs; readonly find: () => Promise<CachedRun> },
): Promise<ClaimedRun> {
  const now = sharing.isShareable(stage) ? await digests.record(stage) : undefined;
  if (now === undefined) {
    return { found: { run: undefined, reason: undefined }, held: undefined };
  }
  const key = runCacheKey({ ...inputs, outs: stage.outs.map((out) => ({ path: out.definition, info: undefined })) });
  const vain = new Set<string>();
  for (;;) {
    const taken = await sharing.take(stage, key, now, vain);
    const held = taken.kind === 'held' ? taken.claim : undefined;
    try {
      const found = await find();
      if (taken.kind !== 'trained' || found.run !== undefined) {
        return { found, held };
      }
      vain.add(taken.key);
    } catch (error) {
      await held?.end('released');
      throw error;
    }
  }
}

/** Makes or restores a run under its claim, and sends it; one that fails gives the claim up. */
export async function makeClaimed(
  { digests }: Pick<ReproContext, 'digests'>,
  sharing: RunSharing,
  stage: Stage,
  { held, make }: { readonly held: HeldClaim | undefined; readonly make: () => Promise<LockedStage> },
): Promise<void> {
  held?.keep((line) => sharing.console.warn(line));
  try {
    const now = await digests.record(stage); // of the code that the run starts with
    await sharing.publish(stage, await make(), held, now);
  } catch (error) {
    // The claim runs out by itself where the remote is gone; what befell the run is told.
    await held?.end('released').catch(() => undefined);
    throw error;
  }
}
