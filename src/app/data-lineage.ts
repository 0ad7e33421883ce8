import { isWithin } from '../core/data/root-path.ts';
import type { Workspace } from '../core/ports.ts';
import type { Side } from './compare.ts';
import { recordedOutputs, type RecordedOutput } from './recorded-data.ts';

/** The images and labels that a spec names, with the hash by which DVC tracks each; those that it doesn't track are left out. */
export async function dataLineage(
  workspace: Workspace,
  { files, spec: { data } }: Pick<Side, 'files' | 'spec'>,
): Promise<ReadonlyMap<string, string>> {
  const { outputs } = await recordedOutputs({ folder: '.', workspace }, files, []);
  const named = (['train', 'test'] as const).flatMap((set) =>
    (['images', 'labels'] as const).map((kind) => [`${set} ${kind}`, data[set]?.[kind]] as const),
  );
  return new Map(
    named.flatMap(([what, path]): [string, string][] => {
      const hash = path === undefined ? undefined : hashOf(outputs, path);
      return hash === undefined ? [] : [[what, hash]];
    }),
  );
}

/** Of an output, or of the one that it lies in. */
function hashOf(outputs: readonly RecordedOutput[], path: string): string | undefined {
  const info = outputs.find((output) => isWithin(path, output.path))?.info;
  return info === undefined ? undefined : `${info.hash}:${info.md5}`;
}
