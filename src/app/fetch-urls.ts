import type { ObjectUrl, UrlManifest } from '../core/data/url-manifest.ts';
import { SightlineError } from '../core/errors.ts';
import type { Downloaded, TransferOptions } from '../core/remote-ports.ts';
import type { Project } from './project.ts';
import { refuseFailures, transferEach } from './transfer-pool.ts';

/** Reads urls of http and https; an answer that isn't the file is an error. */
export interface UrlReader {
  /** How many at once are fastest. */
  readonly concurrency: number;
  /** Writes the bytes to `target`, a new file; undefined when there is nothing. Throws `remote-denied` and `remote-failed`, without the url's query. */
  download(url: string, target: string, options: TransferOptions): Promise<Downloaded | undefined>;
}

/** Brings the objects of a manifest that the cache lacks, each verified by its md5. Answers how many came; throws when one didn't. */
export async function fetchUrls(
  project: Project,
  { objects, expires }: UrlManifest,
  reader: UrlReader,
  { jobs, signal }: { readonly jobs: number | undefined; readonly signal: AbortSignal },
): Promise<number> {
  const absent = new Set((await project.transfers.absent(objects)).map(idOf));
  const wanted = objects.filter((object) => absent.delete(idOf(object)));
  using progress = project.console.progress('Fetching by urls', wanted.length);
  const onBytes = (bytes: number): void => progress.advance(0, bytes);
  let count = 0;
  const receive = async (object: ObjectUrl): Promise<void> => {
    if (!(await project.transfers.receive(object, (target) => reader.download(object.url, target, { signal, onBytes })))) {
      throw new SightlineError('remote-data-missing', `nothing is at the url of ${object.md5}`);
    }
    count += 1;
    progress.advance(1);
  };
  const result = await transferEach(wanted, receive, { concurrency: jobs ?? reader.concurrency, signal });
  if (result.first?.code === 'remote-denied') {
    throw new SightlineError('remote-denied', result.first.message, {
      hint: `The urls work until ${expires}; after that make new ones with 'sightline storage presign'.`,
      cause: result.first,
    });
  }
  refuseFailures('fetched', [result]);
  return count;
}

function idOf({ md5, hash }: Pick<ObjectUrl, 'md5' | 'hash'>): string {
  return `${hash} ${md5}`;
}
