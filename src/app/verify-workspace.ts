import type { BelievedFile, Digest } from '../core/cache-ports.ts';
import { pathBelow } from '../core/data/root-path.ts';
import { digestAll } from './digest-all.ts';
import type { Project } from './project.ts';
import { selectParts } from './select-nodes.ts';
import { type UsedOutput, usedOutputs } from './used-outputs.ts';
import type { Damage, Verified } from './verified.ts';

/**
 * Hashes the files of the workspace's outputs whatever their size and time say. A file that changed without either of
 * them changing is damaged: no other command would notice.
 */
export async function verifyWorkspace(project: Project, targets: readonly string[], signal: AbortSignal): Promise<Verified> {
  const used = await usedOutputs(project.workspace, {
    select: (pipeline) => selectParts(project, pipeline, targets, { recursive: true }),
  });
  const outputs = [...new Map(used.map((output) => [output.path, output])).values()];
  const [changed, missing]: [string[], string[]] = [[], []];
  const items: WorkspaceFile[] = [];
  for (const output of outputs) {
    const found = project.workspaceAudit.files(output.path, output.info.hash);
    if (found === undefined) {
      missing.push(output.path);
      continue;
    }
    found.forEach((file) => items.push({ output, file }));
    const recorded = used.filter(({ path }) => path === output.path).map(({ info }) => info.md5);
    const content = await project.data.describe(output.path, output.info.hash);
    if (content === undefined || !recorded.includes(content.info.md5)) {
      changed.push(output.path);
    }
  }
  const work = {
    label: 'Hashing the workspace',
    items,
    file: ({ file }: WorkspaceFile) => file,
    judge: (item: WorkspaceFile, digest: Digest) => judge(project, item, digest),
  };
  return { ...(await digestAll(project, work, signal)), strange: [], missing, changed };
}

interface WorkspaceFile {
  readonly output: UsedOutput;
  readonly file: BelievedFile;
}

/** What was remembered of a damaged file is forgotten. */
function judge({ workspaceAudit }: Project, { output, file }: WorkspaceFile, digest: Digest): Damage | undefined {
  const isRead = 'md5' in digest;
  if (isRead && digest.md5 === file.md5) {
    return undefined;
  }
  const what = isRead
    ? `its content has the hash ${digest.md5}, though its size and time are those of ${file.md5}`
    : `it can't be read: ${digest.problem}`;
  workspaceAudit.distrust(output.path, file);
  const object = { md5: file.md5, hash: file.kind };
  return { object, at: pathBelow(output.path, file.relpath), size: file.size, what, isRead };
}
