/** A step of a workflow as an action sees it: inputs, the event that started the run, and where results go. */
export interface ActionRun {
  /** Trimmed; empty when it isn't given. */
  input(name: string): string;
  /** What started the workflow. The payload is GitHub's own, but names, messages and branches in it are anybody's words. */
  readEvent(): Promise<{ readonly name: string; readonly payload: unknown }>;
  /** Sets an output of the step, whatever characters it holds. */
  output(name: string, value: string): void;
  /** Adds Markdown to the summary of the step; what doesn't fit into GitHub's MiB is cut at a line, and said. */
  summary(markdown: string): Promise<void>;
  /** One line of the log. No text of others can be taken for a workflow command there. */
  info(line: string): void;
  /** A warning or an error in the log, at a line of a file where one is named. */
  annotate(level: 'warning' | 'error', message: string, place?: { readonly file: string; readonly line?: number }): void;
  /** Keeps a value out of the log. */
  maskSecret(value: string): void;
}

/** The runner's folder of tools, which jobs on the same machine share. */
export interface ToolCache {
  /**
   * The folder of a version of a tool. Where it isn't there, `fill` fills another one, which then moves to `place` in one step: a job
   * that is killed leaves nothing, and of two jobs at once one folder stays.
   */
  provide(tool: string, version: string, fill: (folder: string, place: string) => Promise<void>): Promise<string>;
}

/** What a command line is installed from. */
export interface CommandPackages {
  /** A package with its version, or the path of a tarball. */
  readonly command: string;
  /** A package with a Node.js of its own, which then runs the command; the first one on the PATH otherwise. */
  readonly node: { readonly name: string; readonly version: string } | undefined;
}

/** Installs our command line. */
export interface CommandInstaller {
  /** Into `folder`, so that `bin/sightline` starts it once the folder lies at `place`. Throws `install-failed`. */
  install(packages: CommandPackages, folder: string, place: string): Promise<void>;
}
