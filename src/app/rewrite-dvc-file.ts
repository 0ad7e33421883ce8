import type { DvcFile } from '../core/data/dvc-file.ts';
import { editDvcText } from '../core/data/edit-dvc-text.ts';
import type { ValueMap } from '../core/value/value.ts';
import type { Project } from './project.ts';

/** Makes a `.dvc` file say what `source` does, its comments left as they are. Answers whether it changed. */
export async function rewriteDvcFile({ workspace }: Pick<Project, 'workspace'>, file: DvcFile, source: ValueMap): Promise<boolean> {
  const before = (await workspace.readText(file.path)) ?? '';
  const text = editDvcText(before, source, file.path);
  if (text === before) {
    return false;
  }
  await workspace.write(file.path, text);
  return true;
}
