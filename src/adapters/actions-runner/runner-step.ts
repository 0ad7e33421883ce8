import type { ActionRun } from '../../core/actions-ports.ts';
import { appendOutput, type Env, runnerVariable } from './environment-file.ts';
import { readEventFile } from './event-file.ts';
import { appendSummary, summaryBytes } from './step-summary.ts';
import { annotationText, logLines, workflowCommand } from './workflow-command.ts';

/**
 * The step that this process is, by the runner's variables and files. GitHub's `@actions/core` isn't used: its lines and summaries
 * are neither guarded nor bounded, and it brings an HTTP client of its own.
 */
export class RunnerStep implements ActionRun {
  readonly #env: Env;
  readonly #write: (text: string) => void;

  /** `write` is the step's standard output, where the runner reads commands. */
  constructor(env: Env, write: (text: string) => void) {
    this.#env = env;
    this.#write = write;
  }

  input(name: string): string {
    return (this.#env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
  }

  readEvent(): Promise<{ readonly name: string; readonly payload: unknown }> {
    return readEventFile(this.#env);
  }

  output(name: string, value: string): void {
    appendOutput(this.#env, name, value);
  }

  async summary(markdown: string): Promise<void> {
    if (!(await appendSummary(runnerVariable(this.#env, 'GITHUB_STEP_SUMMARY'), markdown))) {
      this.annotate('warning', `The summary of this step is cut: GitHub takes ${summaryBytes} bytes of a step.`);
    }
  }

  info(line: string): void {
    this.#write(logLines(line));
  }

  annotate(level: 'warning' | 'error', message: string, place?: { readonly file: string; readonly line?: number }): void {
    const properties = { title: 'Sightline', file: place?.file, line: place?.line };
    this.#write(workflowCommand(level, properties, annotationText(message)));
  }

  maskSecret(value: string): void {
    const lines = value.split(/[\r\n]+/).filter((line) => line.trim() !== ''); // the log is masked line by line
    this.#write(lines.map((line) => workflowCommand('add-mask', {}, line)).join(''));
  }
}
