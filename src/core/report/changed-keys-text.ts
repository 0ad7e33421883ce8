import type { GovernedKey } from './file/governed-keys.ts';

/** What head changes of the spec that it is judged by, in sentences; keys stand between backticks. */
export function describeChangedKeys(keys: readonly GovernedKey[]): string[] {
  const ruling = keys.filter((key) => key !== 'evaluate.fairness').map((key) => `\`${key}\``);
  return [
    ...(ruling.length === 0
      ? []
      : [`Head changes ${ruling.join(', ')} in \`sightline.yaml\`. What base says was used; the change takes effect after the merge.`]),
    ...(keys.includes('evaluate.fairness')
      ? ['Head changes `evaluate.fairness` in `sightline.yaml`, which no verdict and no gate goes by.']
      : []),
  ];
}
