/**
 * Whether a stage counts as a training by `train.stages`, which are all stages where it names none. A name also stands for the
 * stages that a foreach or matrix of that name makes.
 */
export function isTraining(address: string, names: readonly string[] | undefined): boolean {
  return names === undefined || names.some((name) => address === name || address.startsWith(`${name}@`));
}
