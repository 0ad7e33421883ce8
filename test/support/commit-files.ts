import { execFileSync } from 'node:child_process';

/** A commit on a branch of a bare repository. */
export interface BranchCommit {
  readonly branch: string;
  /** Content by path, null to remove it. */
  readonly files: Readonly<Record<string, string | Buffer | null>>;
  readonly message?: string;
  /** The branch, or full hash, that a new branch starts from. */
  readonly from?: string;
}

/** Commits onto the branch's tip, or starts the branch; answers the commit's hash. A push, as far as a server is concerned. */
export function commitFiles(folder: string, { branch, files, message = 'change', from }: BranchCommit): string {
  const ref = `refs/heads/${branch}`;
  const parent = from ?? tip(folder, ref);
  const parts: (string | Buffer)[] = [
    `commit ${ref}\ncommitter Ann <ann@example.com> 1750000000 +0200\n`,
    `data ${Buffer.byteLength(message)}\n${message}\n`,
    parent === undefined ? '' : `from ${parent}\n`,
  ];
  for (const [path, content] of Object.entries(files)) {
    if (content === null) {
      parts.push(`D ${path}\n`);
    } else {
      const bytes = Buffer.from(content);
      parts.push(`M 100644 inline ${path}\ndata ${bytes.length}\n`, bytes, '\n');
    }
  }
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet', '--force'], {
    input: Buffer.concat(parts.map((part) => Buffer.from(part))),
  });
  return tip(folder, ref) ?? '';
}

function tip(folder: string, ref: string): string | undefined {
  try {
    return execFileSync('git', ['-C', folder, 'rev-parse', '--verify', '--quiet', ref], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
