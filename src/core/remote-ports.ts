import type { ObjectId } from './data/object-key.ts';
import type { RemoteSettings } from './data/remote-settings.ts';
import type { Maker } from './sharing/place.ts';

/** A file at a remote. */
export interface RemoteFile {
  /** From the remote's own folder or prefix, with `/`. */
  readonly key: string;
  readonly size: number;
  /** When it was last written, in milliseconds, as listings tell it. */
  readonly modified?: number;
  /** Without quotes; of S3 only. */
  readonly etag?: string;
  /** Of a bucket that keeps versions. */
  readonly versionId?: string;
}

/** What came of a download. */
export interface Downloaded {
  /** Of the bytes as they were written. */
  readonly md5: string;
  readonly size: number;
  readonly etag?: string;
  readonly versionId?: string;
}

/** How one file is moved. */
export interface TransferOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes moved since the last call. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Files by key, as a folder or a bucket keeps them. A file is there as a whole or not at all, whatever breaks. Failures
 * that may pass are tried again inside; what is thrown in the end is a SightlineError: `remote-denied`,
 * `remote-not-found` (the bucket or folder) or `remote-failed`.
 */
export interface RemoteStorage {
  /** For messages, such as `s3://bucket/prefix`. */
  readonly url: string;
  /** How many transfers of small files at once are fastest. */
  readonly concurrency: number;
  /** All files whose key starts with `prefix`, page by page; nothing when there are none. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<readonly RemoteFile[]>;
  /** As `list` without sizes, where those cost a question for each file. */
  listKeys?(prefix: string, signal?: AbortSignal): AsyncIterable<readonly string[]>;
  /** One file without its bytes; undefined when it isn't there. */
  find(key: string, versionId?: string): Promise<RemoteFile | undefined>;
  /** Sends a file of this machine (an absolute path). `ifAbsent` leaves one that is there already and answers undefined. */
  upload(source: string, key: string, options?: TransferOptions & { readonly ifAbsent?: boolean }): Promise<RemoteFile | undefined>;
  /** Writes the bytes to `target`, a new file; undefined (and no file) when the key isn't there. */
  download(key: string, target: string, options?: TransferOptions & { readonly versionId?: string }): Promise<Downloaded | undefined>;
  /** The bytes of a small file; undefined when it isn't there. Throws `file-too-large` beyond `maxBytes`. */
  read(key: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Writes a small file; with `ifAbsent` answers false, and leaves it, when there is one. */
  write(key: string, content: Uint8Array, options?: { readonly ifAbsent?: boolean }): Promise<boolean>;
  /** A url by which anybody may read one file, and do nothing else, for so many seconds; buckets have it. Throws `unsupported-remote`. */
  presign?(key: string, seconds: number): Promise<string>;
  /** What isn't there is no error. */
  remove(keys: readonly string[]): Promise<void>;
}

/** A remote of the configuration, opened. */
export interface Remote {
  readonly name: string;
  readonly settings: RemoteSettings;
  readonly storage: RemoteStorage;
  /** Where more than one place is read, all of them in their order; `storage` then reads from them as one. */
  readonly places?: readonly Place[];
  /** The pull request to whose place `storage` writes; undefined: to the trusted one. */
  readonly maker?: number;
}

/** A part of a remote, and who writes there. */
export interface Place {
  readonly maker: Maker;
  readonly storage: RemoteStorage;
}

/** The remotes of the configuration. */
export interface Remotes {
  /** `core.remote`, undefined when there is none. */
  readonly defaultName: string | undefined;
  /** Opens one by name, else the default. Throws `no-remote`, `unknown-remote`, `unsupported-remote`, `invalid-config`. */
  open(name?: string): Promise<Remote>;
}

/** DVC's cache as the other end of a transfer. */
export interface TransferCache {
  /** Where the object lies, an absolute path; undefined when it isn't there or isn't whole. */
  locate(object: ObjectId): string | undefined;
  /** How many bytes the object has, looked up without asking whether they are whole; undefined when it isn't there. */
  size(object: ObjectId): number | undefined;
  /** Those of the objects that the cache lacks; many are looked up by listing folders. */
  absent(objects: readonly ObjectId[]): Promise<readonly ObjectId[]>;
  /**
   * Lets `fill` write a new file and takes it in as the object. Answers false when `fill` answers undefined.
   * `fill` is called a second time when the md5 that it answers isn't the object's; then `wrong-content` is thrown, and
   * nothing is kept.
   */
  receive(object: ObjectId, fill: (temporary: string) => Promise<Downloaded | undefined>): Promise<boolean>;
  /** The same for a file whose hash is learned as it comes; undefined when `fill` answers undefined. */
  receiveNew(fill: (temporary: string) => Promise<Downloaded | undefined>): Promise<Downloaded | undefined>;
  /** Every object of the cache, folder by folder. */
  list(): AsyncIterable<readonly ObjectId[]>;
  /** Removes objects; answers how many bytes they held. */
  remove(objects: readonly ObjectId[]): Promise<number>;
}
