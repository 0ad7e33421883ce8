import { type DvcFile, updateDvcFile } from '../core/data/dvc-file.ts';
import { editDvcText } from '../core/data/edit-dvc-text.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import type { ValueMap } from '../core/value/value.ts';
import { readDvcFile } from './load-pipeline.ts';
import type { Project } from './project.ts';
import { changedMeanwhile, rewriteFile } from './rewrite-file.ts';

/**
 * Makes a `.dvc` file say what `change` makes of what it says now, its comments left as they are. Answers whether it changed.
 * Throws `changed-meanwhile` where it is gone.
 */
export async function rewriteDvcFile(
  { workspace }: Pick<Project, 'workspace'>,
  path: string,
  change: (file: DvcFile) => ValueMap,
): Promise<boolean> {
  const result = await rewriteFile(workspace, path, async (text) => {
    if (text === undefined) {
      throw changedMeanwhile(path);
    }
    return editDvcText(text, change(readDvcFile(text, path)), path);
  });
  return result !== 'same';
}

/** By the name of an output in its `.dvc` file what it holds, given what is recorded of it. */
type OutputInfos = ReadonlyMap<string, (recorded: HashInfo | undefined) => HashInfo>;

/** Records in a `.dvc` file what its outputs hold. Throws `changed-meanwhile` where it tracks one of them no more. */
export async function rewriteOutputs(project: Pick<Project, 'workspace'>, path: string, infos: OutputInfos): Promise<boolean> {
  return rewriteDvcFile(project, path, (file) => {
    let { source } = file;
    for (const [definition, infoOf] of infos) {
      const out = file.outs.find((tracked) => tracked.definition === definition);
      if (out === undefined) {
        throw changedMeanwhile(path);
      }
      source = updateDvcFile({ ...file, source }, definition, infoOf(out.hash));
    }
    return source;
  });
}
