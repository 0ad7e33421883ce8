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
