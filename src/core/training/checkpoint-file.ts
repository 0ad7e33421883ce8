import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { decodeArrayFile, encodeArrayFile } from './array-file.ts';
import type { NamedArray } from './network.ts';
import { trainingStateSchema, type TrainingState } from './training-state.ts';

/** A training as it stands: what a checkpoint holds. */
export interface TrainingSnapshot {
  readonly state: TrainingState;
  readonly weights: readonly NamedArray[];
  readonly optimizer: readonly NamedArray[];
  /** The weights of the best epoch, where early stopping keeps them. */
  readonly best: readonly NamedArray[];
}

const namePattern = /^step-(\d{9})\.checkpoint$/;

/** The file name of a checkpoint; names sort by step. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(9, '0')}.checkpoint`;
}

/** Those of the names that are checkpoints, the newest first. */
export function sortCheckpoints(names: readonly string[]): readonly string[] {
  return names.filter((name) => namePattern.test(name)).toSorted((a, b) => (a < b ? 1 : -1));
}

/** The bytes of a checkpoint. */
export function encodeCheckpoint({ state, weights, optimizer, best }: TrainingSnapshot): Uint8Array {
  return encodeArrayFile({ header: state, groups: { weights, optimizer, best } });
}

/** Reads a checkpoint; `file` is for messages. Throws `model-invalid`. */
export function decodeCheckpoint(bytes: Uint8Array, file: string): TrainingSnapshot {
  const { header, groups } = decodeArrayFile(bytes, file);
  const state = trainingStateSchema.safeParse(header);
  if (!state.success) {
    throw new SightlineError('model-invalid', `the checkpoint is damaged: ${z.prettifyError(state.error)}`, { place: { file } });
  }
  return { state: state.data, weights: groups['weights'] ?? [], optimizer: groups['optimizer'] ?? [], best: groups['best'] ?? [] };
}
