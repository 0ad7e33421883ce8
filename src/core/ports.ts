/** What core and app need from the outside. Adapters implement these; tests hand in small fakes. */

/** Files of a repository as of the workspace or of one commit. Paths are from the root, with `/`. */
export interface Tree {
  /** `workspace`, or the revision as the user named it. */
  readonly name: string;
  /** Undefined when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  /** Throws `file-too-large`, before reading it, for a file of more than `maxBytes`. */
  readBytes(path: string, maxBytes?: number): Promise<Uint8Array | undefined>;
  kind(path: string): Promise<'file' | 'folder' | undefined>;
  /** The names directly in a folder, sorted by code point; empty when there is no such folder. */
  list(folder: string): Promise<readonly TreeEntry[]>;
}

/** A name in a folder. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Set for a link that leads to a folder: a search that follows those may never end. */
  readonly isLink?: true;
}

/** The workspace: a tree that can be written. Every write is atomic: the old content or the new one. */
export interface Workspace extends Tree {
  /** The absolute path of the repository's root. */
  readonly root: string;
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Writes where the file, directly before, still has the text `before`, undefined for no file. Answers whether it wrote. */
  replace(path: string, content: string, before: string | undefined): Promise<boolean>;
  /** Removes a file or a folder with all that is in it; nothing happens when it isn't there. */
  remove(path: string): Promise<void>;
}

/**
 * Questions to git and the few things we ask it to write. Paths are from the project's root, which may lie below the
 * top of git's repository: `../x` is outside the project.
 */
export interface Git {
  /** The project's root from git's top: empty, or a folder that ends in `/`. */
  prefix(): Promise<string>;
  /** The full commit id, or undefined when the revision doesn't exist. */
  resolve(revision: string): Promise<string | undefined>;
  /** Files of a commit. Throws `unknown-revision`. */
  tree(revision: string): Promise<Tree>;
  /**
   * Tracked files of the whole repository, and untracked ones that aren't ignored, each with what names its content as it is on disk:
   * the same before and after a commit of it. Undefined where git can't tell, as of links.
   */
  fileIds(): Promise<ReadonlyMap<string, string | undefined>>;
  /** Paths of the whole repository that differ from HEAD, untracked ones included. */
  changedFiles(): Promise<readonly string[]>;
  /** Files that git neither tracks nor ignores, of the whole repository. */
  untrackedFiles(): Promise<readonly string[]>;
  /** Those of the paths (from the root, existing or not) that git leaves out, as by a .gitignore. */
  ignored(paths: readonly string[]): Promise<readonly string[]>;
  /** Tracked files at or below the paths. */
  tracked(paths: readonly string[]): Promise<readonly string[]>;
  /** Adds files to the index. */
  add(paths: readonly string[]): Promise<void>;
  /** Commits these files as they are on disk, and nothing else that is staged. Answers the commit; undefined where nothing differs. */
  commitOnly(paths: readonly string[], message: string): Promise<string | undefined>;
  /** Undefined on a detached HEAD. */
  currentBranch(): Promise<string | undefined>;
  /** What `origin/HEAD` names, else `main` or `master`, whichever exists. */
  defaultBranch(): Promise<string>;
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** Local branches by name, and the commits that they are at. */
  branches(): Promise<readonly GitBranch[]>;
  /** Every commit that a branch, a tag or HEAD leads to, newest first. */
  commits(): Promise<readonly string[]>;
  /** Annotated and lightweight tags, oldest first. */
  tags(): Promise<readonly GitTag[]>;
  createTag(name: string, commit: string, message: string): Promise<void>;
  /** Sets a value of this clone's configuration, or of the person's, which holds in all clones. */
  setConfig(name: string, value: string, scope?: 'local' | 'global'): Promise<void>;
  /** What git's attributes say of each path from the root: a value, `set`, `unset` or `unspecified`. */
  attribute(name: string, paths: readonly string[]): Promise<readonly string[]>;
  readNote(ref: string, commit: string): Promise<string | undefined>;
  writeNote(ref: string, commit: string, content: string): Promise<void>;
}

/** A branch and the commit that it is at. */
export interface GitBranch {
  readonly name: string;
  readonly commit: string;
}

/** A tag and the commit that it names. */
export interface GitTag {
  readonly name: string;
  readonly commit: string;
  readonly annotated: boolean;
}

/** Where a command talks to the person: results on one stream, what happens meanwhile on the other. */
export interface Console {
  /** A result, to standard output, as is. */
  result(text: string): void;
  /** One line on what happens, to standard error. */
  info(line: string): void;
  warn(line: string): void;
  /**
   * A counter with rate and time left, by bytes where they are known: a line that is drawn again on a terminal, a plain
   * line now and then elsewhere.
   */
  progress(label: string, files: number, bytes?: number): Progress;
}

/** A running counter; disposing it ends the line. */
export interface Progress extends Disposable {
  /** What was done since the last call: one file unless told. Bytes may come before their file does: `advance(0, 4096)`. */
  advance(files?: number, bytes?: number): void;
}

/** Runs a stage's command line in the user's shell. */
export interface Shell {
  /** Streams output; resolves with the exit code, or the signal that ended it. Never throws for a failing command. */
  run(command: string, options: ShellOptions): Promise<ShellResult>;
}

/** Where and with what a command runs. */
export interface ShellOptions {
  /** Absolute path. */
  readonly cwd: string;
  /** Added to the user's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Added where the user's environment has no such variable. */
  readonly defaultEnv?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Put before each line of output, when several stages run at once. */
  readonly prefix?: string;
  /** Sends what the command prints to standard error, since standard output is for our JSON. */
  readonly quietStdout?: boolean;
  /** Told the process that runs the command, and whether it leads a process group of its own. */
  readonly onStart?: (pid: number, ownGroup: boolean) => void;
}

/** How a command ended. */
export interface ShellResult {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** What a picture is turned into: stretched to this size, greyscale or RGB. */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Reads picture files, hostile ones included. */
export interface ImageReader {
  /** How many reads at once are fastest on this machine. */
  readonly concurrency: number;
  /**
   * Pixels in rows from the top left, channels last: height * width * channels values of 0 to 255.
   * `path` is absolute. Throws a SightlineError whose code starts with `image-` for a picture that cannot be read.
   */
  read(path: string, shape: ImageShape): Promise<Uint8Array>;
  /** Width and height in pixels, turned upright, by the header alone. Throws as `read` does. */
  size(path: string): Promise<Pick<ImageShape, 'width' | 'height'>>;
  /** The picture as WebP, its longer side at most `maxSide` pixels, never enlarged. Throws as `read` does. */
  thumbnail(path: string, maxSide: number): Promise<Uint8Array>;
}
