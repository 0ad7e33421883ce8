/** The keys of the spec that decide how head is judged: base's are used. */
export const governedKeys = [
  'evaluate.primary',
  'evaluate.gates',
  'evaluate.slices',
  'evaluate.seeds',
  'evaluate.threshold',
  'evaluate.fairness',
  'data.badImages',
  'data.test.ignore',
] as const;

/** One of them. */
export type GovernedKey = (typeof governedKeys)[number];
