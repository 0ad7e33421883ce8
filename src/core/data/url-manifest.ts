import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import type { ObjectId } from './object-key.ts';

/** An object and where anybody who has this url may read it. */
export interface ObjectUrl extends ObjectId {
  readonly url: string;
}

/** Objects by url, for a machine that has no credentials. */
export interface UrlManifest {
  /** When the urls stop to work, as ISO 8601 in UTC. */
  readonly expires: string;
  readonly objects: readonly ObjectUrl[];
}

/** Bounds of a manifest: a url with a session's token has about 1,500 characters. */
export const mostObjects = 200_000;
export const largestManifest = 512 << 20;

const manifestSchema = z.strictObject({
  version: z.literal(1),
  expires: z.iso.datetime(),
  objects: z
    .array(
      z.strictObject({
        md5: z.string().regex(/^[0-9a-f]{32}(?:\.dir)?$/),
        hash: z.enum(['md5', 'md5-dos2unix']),
        url: z
          .string()
          .min(8)
          .max(4096)
          .regex(/^https?:\/\/[!-~]+$/),
      }),
    )
    .max(mostObjects),
});

/** The text of a manifest, one object a line. */
export function formatManifest({ expires, objects }: UrlManifest): string {
  const lines = objects.map(({ md5, hash, url }) => JSON.stringify({ md5, hash, url }));
  return `{"version":1,"expires":${JSON.stringify(expires)},"objects":[\n${lines.join(',\n')}\n]}\n`;
}

/** Reads a manifest. Throws `invalid-manifest`. */
export function parseManifest(text: string, file: string): UrlManifest {
  const read = manifestSchema.safeParse(jsonOf(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at '${issue.path.join('.')}'`;
    throw new SightlineError('invalid-manifest', `the file is no list of urls${where}`, { place: { file } });
  }
  const { expires, objects } = read.data;
  return { expires, objects };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
