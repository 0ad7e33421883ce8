import type { DirDifference } from './data/dir-difference.ts';
import type { DirEntry } from './data/dir-object.ts';
import type { HashInfo, ListedFile } from './data/hash-info.ts';
import type { ObjectId } from './data/object-key.ts';

/** What a path of the workspace holds now. */
export interface Content {
  readonly info: HashInfo;
  /** Of a folder, its files. */
  readonly entries?: readonly DirEntry[];
  /** Of a folder, its files with sizes, to be listed one by one. */
  readonly listFiles?: () => readonly ListedFile[];
}

/** Contents by their md5. */
export interface ObjectStore {
  /** The bytes of a file's object, or of one file of a folder's; undefined when the cache doesn't have it. */
  read(info: HashInfo, relpath?: string): Promise<Uint8Array | undefined>;
  /**
   * The md5 of every object that the content is made of and that isn't in the cache. Objects that were seen
   * there before count as there while nothing was added to or removed from the cache.
   */
  missing(info: HashInfo): Promise<readonly string[]>;
  /** The files of a folder's content; undefined when its object is missing or corrupt. */
  entries(info: HashInfo): Promise<readonly DirEntry[] | undefined>;
}

/** Called with the number of files done since the last call, and how many bytes they hold. */
export type OnFiles = (files: number, bytes?: number) => void;

/** How a workspace path is saved. */
export interface SaveOptions {
  /** Leave the workspace's files as they are, as those that git keeps. */
  readonly asCopy?: boolean;
  /** Called once before the first file, with how much there is. */
  readonly onFound?: (files: number, bytes: number) => void;
  readonly onFiles?: OnFiles;
}

/** How a workspace path is made to hold a content. */
export interface CheckoutOptions {
  /** Overwrite and remove files whose content isn't in the cache. */
  readonly force?: boolean;
  /** Place files again that are the wrong kind of link. */
  readonly relink?: boolean;
  /** Place copies whatever the configuration says, as of files that git keeps. */
  readonly asCopy?: boolean;
  /** Of a folder only these of its files, by relpath; all others are left as they are. */
  readonly part?: (relpath: string) => boolean;
  readonly onFiles?: OnFiles;
}

/** What a checkout did, counted in files. */
export interface CheckoutResult {
  readonly change: 'none' | 'added' | 'modified';
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
}

/** The data of a repository: what the workspace holds, and the cache it is saved to and restored from. */
export interface DataStore extends ObjectStore {
  /** Undefined when there is nothing at the path. Files unchanged since they were last hashed aren't read. */
  describe(path: string, kind?: HashInfo['hash']): Promise<Content | undefined>;
  /** Puts what the path holds into the cache, and links it as the configuration says unless a copy is asked for. */
  save(path: string, options?: SaveOptions): Promise<Content>;
  /**
   * Saves only some paths, given from the root, inside of a folder that is recorded as `info`; answers the folder's new
   * content, in which the rest is as recorded and paths that are gone are left out. Throws `missing-data`, `missing-file`.
   */
  saveWithin(path: string, info: HashInfo, inside: readonly string[], options?: SaveOptions): Promise<Content>;
  /** As `missing`, with a look at each object: before something is removed or replaced because the cache has it. */
  verify(info: HashInfo): Promise<readonly string[]>;
  /** Makes the path hold the content. Throws `unsaved-changes` or `missing-data` before anything is changed. */
  checkout(path: string, info: HashInfo, options?: CheckoutOptions): Promise<CheckoutResult>;
  /**
   * In what two folders' lists differ, at a fraction of the cost of reading them; undefined where one is missing or corrupt, or
   * isn't as DVC writes it, so that both must be read to know.
   */
  difference(old: HashInfo, now: HashInfo): Promise<DirDifference | undefined>;
  /** Puts the list of a folder's files into the cache; answers what names it. */
  keepFolder(entries: readonly DirEntry[]): Promise<string>;
  /** The bytes of an object; undefined when the cache doesn't have it. */
  sizeOf(object: ObjectId): Promise<number | undefined>;
  /** Makes the files at a path writable and separate from the cache, before a stage writes to them. */
  unprotect(path: string): Promise<void>;
  /** Whether the path is left out by a `.dvcignore`. */
  isIgnored(path: string): Promise<boolean>;
  /** Paths that this machine saved or checked out as outputs, of whatever commit. */
  knownOutputs(): Promise<readonly string[]>;
  /** The path is no output any more, and has been removed. */
  forgetOutput(path: string): Promise<void>;
  /** Forgets what paths hold, since a command may have changed any of them. */
  forget(): void;
}

/** A stage's run under guard: its previous outputs are out of the way, and other tools know of it. */
export interface PreviousOutputs {
  /** The process that runs the stage, so that it can be ended should this one be killed. */
  noteProcess(pid: number, ownGroup: boolean): void;
  /** The stage succeeded: its previous outputs are no longer needed. */
  discard(): Promise<void>;
  /** The stage failed: its previous outputs are put back. Answers where what it had written is kept, if there was any. */
  restore(): Promise<string | undefined>;
}

/** Paths from the root that a stage's run touches. */
export interface GuardedPaths {
  /** Removed before the run. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/** A stage under guard. */
export interface GuardedStage {
  readonly address: string;
  /** The dvc.yaml, from the root. */
  readonly file: string;
  /** The key in dvc.lock. */
  readonly name: string;
}

/** A run that was killed. */
export interface RecoveredRun {
  /** The stage's address. */
  readonly stage: string;
  /** Where its previous outputs are, when they were not put back; absolute. */
  readonly keptIn: string | undefined;
}

/** Sees to it that a killed or failing stage can't lose the outputs of the last good run. */
export interface OutputGuard {
  /** `world` tells what the previous outputs belong to: they are put back after a kill only if it is still the same. */
  begin(stage: GuardedStage, paths: GuardedPaths, world: string): Promise<PreviousOutputs>;
  /** Undoes what killed processes left half done. */
  recover(worldNow: (stage: GuardedStage) => Promise<string>): Promise<readonly RecoveredRun[]>;
}

/** DVC's run cache, and our records beside it of what an entry was made with. */
export interface RunCacheStore {
  /** The values stored under a key, newest first, each with its text. */
  list(key: string): Promise<readonly RunCacheEntry[]>;
  /** The texts of all entries. */
  texts(): AsyncIterable<string>;
  /** Keeps an entry unless there is one. A record replaces the one before; without a record the entry is for DVC alone. */
  write(key: string, value: string, text: string, record: string | undefined): Promise<void>;
  /** Every entry and record as a file that a remote keeps, too. */
  files(): Promise<readonly RunCacheFile[]>;
  /** Takes in a file that came from a remote; its key is one that `isRunCacheKey`. */
  receive(key: string, content: Uint8Array): Promise<void>;
}

/** A file of the run cache. */
export interface RunCacheFile {
  /** From the cache's or a remote's own folder: `runs/kk/key/value`, and `sightline/runs/kk/key/value.json` for a record. */
  readonly key: string;
  /** Absolute. */
  readonly path: string;
}

/** One entry of the run cache as read. */
export interface RunCacheEntry {
  readonly value: string;
  /** YAML, as in dvc.lock. */
  readonly text: string;
  /** JSON of our record; undefined for an entry that another tool wrote. */
  readonly record: string | undefined;
}

/** Keeps two commands that write from working at once in one repository. */
export interface RepositoryLock {
  /** Waits for whoever holds it, after telling who that is. */
  acquire(command: string, onWait: (holder: string) => void, signal?: AbortSignal): Promise<AsyncDisposable>;
}

/** A repository that uses a cache outside of it. */
export interface CacheUser {
  /** Absolute. */
  readonly root: string;
  /** The machine that it was noted on. */
  readonly host: string;
  /** The note itself, an absolute path. */
  readonly file: string;
  /** Whether something is at that path; what isn't may have moved, or be on another machine or a disk that isn't mounted. */
  readonly isThere: boolean;
}

/** Which repositories use a cache, as each notes itself that the cache doesn't lie in. */
export interface CacheUsers {
  /** Notes this repository, to be called before anything of the cache counts as kept; waits for a gc that doesn't know of it. */
  note(onWait: (holder: string) => void, signal?: AbortSignal): Promise<void>;
  /** Lets no further repository be noted, and no other holder work, until it is disposed; `command` tells them who it is. */
  hold(command: string, onWait: (holder: string) => void, signal?: AbortSignal): Promise<AsyncDisposable>;
  /** Every note. Throws `unreadable-file` for one that may stand for a repository that isn't known then. */
  list(): Promise<readonly CacheUser[]>;
}

/**
 * Lists of files that merges made. Git tells nobody until the whole merge is done, so nothing names one until then. To be used while
 * the cache's users are held.
 */
export interface MergedLists {
  /** Puts the list of a folder's files into the cache, and notes it; answers what names it. */
  keep(entries: readonly DirEntry[]): Promise<string>;
  /** Those that were noted within a day: gc keeps them, whether or not anything names them. */
  list(): Promise<readonly string[]>;
}

/** What of the machine decides whether a run made elsewhere can be reused. */
export interface MachineFacts {
  /** Such as `linux-x64`. */
  readonly platform: string;
  /** `SIGHTLINE_IMAGE_DIGEST`: the container image that stages run in. */
  readonly imageDigest: string | undefined;
  /** Majors of the NVIDIA driver and of CUDA where there is one. */
  readonly driver: string | undefined;
}
