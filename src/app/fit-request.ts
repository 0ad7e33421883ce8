import type { LabelSource } from '../core/labels/label-format.ts';
import type { FitParams } from '../core/training/fit-params.ts';
import type { NetworkRuntime } from '../core/training/network.ts';
import type { ImagePorts } from './load-pixels.ts';
import type { ModelPorts } from './model-folder.ts';
import type { OnBadImage } from './read-images.ts';

/** What a training needs from the outside. */
export interface FitPorts extends ImagePorts, ModelPorts {
  readonly runtime: NetworkRuntime;
  /** Replaces a folder, whose path is from the workspace's root, as a whole. */
  readonly writeFolder: (folder: string, files: ReadonlyMap<string, string | Uint8Array>) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What to train on, how, and where the results go; paths are from the workspace's root. */
export interface FitRequest {
  readonly train: LabelSource;
  readonly validation: LabelSource | undefined;
  readonly params: FitParams;
  /** The file that the parameters were read from. */
  readonly paramsFile: string;
  readonly onBadImage: OnBadImage;
  /** The folder of the model. */
  readonly output: string;
  /** The file of the learning curves. */
  readonly curves: string | undefined;
  /** The folder of checkpoints. */
  readonly checkpoint: string | undefined;
  readonly resume: boolean;
  /** The folder of a model to go on from. */
  readonly from: string | undefined;
}
