import { SightlineError } from '../core/errors.ts';
import type { RemoteStorage } from '../core/remote-ports.ts';

/** The text of a small file at a remote, as anybody may have written it; undefined where there is none, or one of more bytes. */
export async function readBounded(storage: RemoteStorage, key: string, maxBytes: number): Promise<string | undefined> {
  try {
    const bytes = await storage.read(key, maxBytes);
    return bytes && new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'file-too-large') {
      return undefined;
    }
    throw error;
  }
}
