import type { ReferenceKind } from './case.ts';
import { fairness } from './fairness.ts';

/** The families of cases that ours can answer; the others wait for the work that brings them. */
export const kinds: readonly ReferenceKind[] = [fairness];
