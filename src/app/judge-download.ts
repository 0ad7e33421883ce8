import type { Digester } from '../core/cache-ports.ts';
import type { ObjectId } from '../core/data/object-key.ts';
import { SightlineError } from '../core/errors.ts';
import type { Downloaded } from '../core/remote-ports.ts';
import type { Project } from './project.ts';
import { whatIsWrong } from './verified.ts';

/** How a content came from a remote. */
export interface JudgedDownload {
  readonly isThere: boolean;
  /** In bytes, as far as it came. */
  readonly size: number;
  /** Undefined for what is whole, or isn't there. */
  readonly what: string | undefined;
}

/** Lets `download` write a file's content beside the cache's files, where it is hashed and removed. */
export async function judgeDownload(
  project: Project,
  digester: Digester,
  object: ObjectId,
  download: (temporary: string) => Promise<Downloaded | undefined>,
): Promise<JudgedDownload> {
  let judged: JudgedDownload = { isThere: false, size: 0, what: undefined };
  await project.transfers.receive(object, async (temporary) => {
    const downloaded = await download(temporary).catch((error: unknown) => {
      judged = { isThere: true, size: 0, what: damageOf(error) };
      return undefined;
    });
    if (downloaded !== undefined) {
      const { size } = downloaded;
      const md5 = object.hash === 'md5' ? downloaded.md5 : await hashText(digester, temporary, size, object);
      judged = { isThere: true, size, what: whatIsWrong(object, md5, () => true) };
    }
    return undefined; // nothing is kept
  });
  return judged;
}

async function hashText(digester: Digester, path: string, size: number, { hash: kind }: ObjectId): Promise<string> {
  const [digest] = await digester.digest([{ path, size, kind }]);
  if (digest === undefined || !('md5' in digest)) {
    throw new SightlineError('unreadable-file', `'${path}' could not be read`);
  }
  return digest.md5;
}

/** The remote itself may tell, by a checksum, that the bytes aren't those that were sent. */
function damageOf(error: unknown): string {
  if (error instanceof SightlineError && error.code === 'wrong-content') {
    return "its content isn't what the checksum at the remote is of";
  }
  throw error;
}
