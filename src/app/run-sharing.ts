import type { Console } from '../core/ports.ts';
import { SightlineError } from '../core/errors.ts';
import { isRunCacheable, recordOfEntry, runCacheAddress, runEntryKey } from '../core/pipeline/run-cache.ts';
import type { LockedStage } from '../core/pipeline/lock-file.ts';
import type { RunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Remote } from '../core/remote-ports.ts';
import { claimKey } from '../core/sharing/run-claim.ts';
import { statementAudience, statementOfEntry } from '../core/sharing/run-statement.ts';
import { atPlace, placesOf } from './placed-remotes.ts';
import type { Project } from './project.ts';
import { pushObjects } from './push.ts';
import { type Claimant, type HeldClaim, RunClaims, type Taken } from './run-claims.ts';
import { poolFor } from './transfer-pool.ts';
import { keepsVersions } from './versioned-files.ts';

/** How runs are shared with other machines while they are made. */
export interface SharingOptions {
  /** Runs and claims go to its place; undefined: to the trusted one. */
  readonly pullRequest: number | undefined;
  readonly by: Claimant;
  readonly signal: AbortSignal;
  /** Signs runs of the trusted place; undefined where nothing asks for that. */
  readonly sign?: ((audience: string) => Promise<string>) | undefined;
}

/** Claims the runs of a project before they are trained, and sends them to the default remote once they are. */
export class RunSharing {
  readonly #project: Project;
  readonly #remote: Remote;
  readonly #options: SharingOptions;
  readonly #claims: RunClaims;

  private constructor(project: Project, remote: Remote, options: SharingOptions) {
    this.#project = project;
    this.#remote = remote;
    this.#options = options;
    const root = placesOf(remote)[0]?.storage ?? remote.storage;
    this.#claims = new RunClaims(root, options.pullRequest, options.by, { console: project.console, signal: options.signal });
  }

  /** Throws `no-remote`, and `unsupported-remote` for a remote that keeps no runs. */
  static async open(project: Project, options: SharingOptions): Promise<RunSharing> {
    const placed = atPlace(project, { pullRequest: options.pullRequest });
    const remote = await placed.remotes.open();
    if (keepsVersions(remote)) {
      throw new SightlineError('unsupported-remote', `remote '${remote.name}' keeps versions of files and no runs`, {
        hint: 'Let core.remote name a remote without version_aware and worktree for what is trained.',
      });
    }
    return new RunSharing(placed, remote, options);
  }

  get console(): Pick<Console, 'info' | 'warn'> {
    return this.#project.console;
  }

  /** Whether anybody else could use a run of the stage. */
  isShareable(stage: Stage): boolean {
    return isRunCacheable(stage) && stage.outs.every((out) => out.push);
  }

  /** As `RunClaims` does it. */
  async take(stage: Stage, runKey: string, now: RunRecord, vain: ReadonlySet<string>): Promise<Taken> {
    return this.#claims.take(claimKey(runKey, now), `the run of stage '${stage.address}'`, vain);
  }

  /**
   * Sends a run that is kept here, with its outputs, unless the trusted place or our own has it; then a claim says where it
   * is: the one that is held, or a new one.
   */
  async publish(stage: Stage, run: LockedStage, held: HeldClaim | undefined, now: RunRecord | undefined): Promise<void> {
    if (!this.isShareable(stage) || now === undefined) {
      return;
    }
    const { storage } = this.#remote;
    const address = runCacheAddress(run);
    const entryKey = runEntryKey(address);
    const kept = (await this.#project.runCache.list(address.key)).find(({ value }) => value === address.value);
    if (kept?.record === undefined) {
      await held?.end('released'); // restored by the lock alone: nothing says what it was made with
      return;
    }
    if (held === undefined && (await storage.find(entryKey)) !== undefined) {
      return;
    }
    await this.#sendOutputs(stage, run);
    await this.#sign(entryKey, kept.record);
    await storage.write(recordOfEntry(entryKey), new TextEncoder().encode(kept.record));
    await storage.write(entryKey, new TextEncoder().encode(kept.text));
    await (held === undefined ? this.#claims.note(claimKey(address.key, now)) : held.end('trained'));
  }

  async #sign(entryKey: string, record: string): Promise<void> {
    const { sign, pullRequest } = this.#options;
    if (sign !== undefined && pullRequest === undefined) {
      const statement = await sign(statementAudience(entryKey, record));
      await this.#remote.storage.write(statementOfEntry(entryKey), new TextEncoder().encode(statement));
    }
  }

  async #sendOutputs(stage: Stage, run: LockedStage): Promise<void> {
    const outputs = stage.outs.flatMap(({ path, definition, remote }) => {
      const info = run.outs.find((out) => out.path === definition)?.info;
      return info === undefined ? [] : [{ path, info, remote, within: undefined }];
    });
    for (const [name, group] of Map.groupBy(outputs, ({ remote }) => remote)) {
      const remote = await this.#project.remotes.open(name);
      await pushObjects(this.#project, remote, group, poolFor(remote, { jobs: undefined, signal: this.#options.signal }));
    }
  }
}
