import pMap from 'p-map';
import type { BelievedFile } from '../core/cache-ports.ts';
import { pathBelow } from '../core/data/root-path.ts';
import type { Project } from './project.ts';
import { selectParts } from './select-nodes.ts';
import { type UsedOutput, usedOutputs } from './used-outputs.ts';
import type { Damage, Verified } from './verify.ts';

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
  const files: { readonly output: UsedOutput; readonly file: BelievedFile }[] = [];
  for (const output of outputs) {
    const found = project.workspaceAudit.files(output.path, output.info.hash);
    if (found === undefined) {
      missing.push(output.path);
      continue;
    }
    found.forEach((file) => files.push({ output, file }));
    const recorded = used.filter(({ path }) => path === output.path).map(({ info }) => info.md5);
    const content = await project.data.describe(output.path, output.info.hash);
    if (content === undefined || !recorded.includes(content.info.md5)) {
      changed.push(output.path);
    }
  }
  return { ...(await digestAll(project, files, signal)), strange: [], missing, changed };
}

const filesAtOnce = 64;

async function digestAll(
  project: Project,
  files: readonly { readonly output: UsedOutput; readonly file: BelievedFile }[],
  signal: AbortSignal,
): Promise<Pick<Verified, 'objects' | 'bytes' | 'damaged'>> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  using progress = project.console.progress('Hashing the workspace', files.length, bytes);
  await using digester = project.audit.openDigester();
  const starts = Array.from({ length: Math.ceil(files.length / filesAtOnce) }, (_, at) => at * filesAtOnce);
  const damaged = await pMap(
    starts,
    async (start) => {
      signal.throwIfAborted();
      const some = files.slice(start, start + filesAtOnce);
      const digests = await digester.digest(some.map(({ file }) => file));
      progress.advance(
        some.length,
        some.reduce((sum, { file }) => sum + file.size, 0),
      );
      return some.flatMap(({ output, file }, at): Damage[] => {
        const digest = digests[at];
        if (digest !== undefined && 'md5' in digest && digest.md5 === file.md5) {
          return [];
        }
        const isRead = digest !== undefined && 'md5' in digest;
        const what = isRead
          ? `its content has the hash ${digest.md5}, though its size and time are those of ${file.md5}`
          : `it can't be read: ${digest?.problem ?? ''}`;
        project.workspaceAudit.distrust(output.path, file);
        return [{ object: { md5: file.md5, hash: file.kind }, at: pathBelow(output.path, file.relpath), size: file.size, what, isRead }];
      });
    },
    { concurrency: digester.concurrency },
  );
  return { objects: files.length, bytes, damaged: damaged.flat() };
}
