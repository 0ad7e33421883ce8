import type { S3Settings } from '../data/remote-settings.ts';
import type { BucketChange, BucketState } from './bucket-plan.ts';

/** Reads and changes how one bucket is set up. */
export interface BucketAdmin {
  /** Undefined when there is no such bucket. Throws `remote-denied` for one of somebody else. */
  read(): Promise<BucketState | undefined>;
  apply(change: BucketChange): Promise<void>;
  close(): void;
}

/** Opens the administration of the bucket that these settings name. */
export type OpenBucketAdmin = (settings: S3Settings) => Promise<BucketAdmin>;
