/** The library's face: what other programs may build on. Everything here is a pure value or function. */
export { SightlineError, errorCodes, exitCodes, formatPlace } from './core/errors.ts';
export type { ErrorCode, ErrorDetails, Fault, Place } from './core/errors.ts';
export { compareEvaluations } from './core/metrics/compare-evaluations.ts';
export type { Comparison, Verdict } from './core/metrics/comparison.ts';
export { evaluateClassification } from './core/metrics/evaluate-classification.ts';
export type { Evaluation } from './core/metrics/evaluation.ts';
export { parsePredictions } from './core/metrics/predictions.ts';
export type { Predictions } from './core/metrics/predictions.ts';
export { readSpec } from './core/spec/read-spec.ts';
export { specSchema } from './core/spec/spec.ts';
export type { Gate, Spec } from './core/spec/spec.ts';
export { version } from './version.ts';
