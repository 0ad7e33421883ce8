import type { ReferenceKind } from './case.ts';
import { classification } from './classification.ts';
import { detection, emptyDetection } from './detection.ts';
import { fairness } from './fairness.ts';
import { mcnemarTables } from './mcnemar-tables.ts';
import { modelComparison } from './model-comparison.ts';
import { multipleTesting } from './multiple-testing.ts';
import { signedRank } from './signed-rank.ts';

/** The families of cases that ours can answer; the others wait for the work that brings them. */
export const kinds: readonly ReferenceKind[] = [
  classification,
  detection,
  emptyDetection,
  fairness,
  modelComparison,
  mcnemarTables,
  multipleTesting,
  signedRank,
];
