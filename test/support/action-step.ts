import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsIn, type LogCommand, outputsIn } from './runner-reading.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a step left. */
export interface EndedStep {
  readonly code: number | null;
  readonly log: string;
  readonly commands: readonly LogCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly path: string;
  readonly summary: string;
}

/** What a step starts with. */
export interface StepStart {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload: unknown };
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** What the step gets when `signal` aborts; SIGKILL by default. */
  readonly killSignal?: NodeJS.Signals;
}

/** Runs a built action as the runner does: a process of its own, with nothing in its environment but PATH, HOME and what is given. */
export function runActionStep(name: string, start: StepStart = {}): Promise<EndedStep> {
  return runStep(process.execPath, [resolve(import.meta.dirname, '../../dist/actions', name, 'main.mjs')], start);
}

/** Runs any program as a step. */
export async function runStep(program: string, args: readonly string[], start: StepStart): Promise<EndedStep> {
  using folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  const files = { GITHUB_OUTPUT: file('output'), GITHUB_PATH: file('path'), GITHUB_STEP_SUMMARY: file('summary') };
  Object.values(files).forEach((path) => writeFileSync(path, ''));
  const inputs = Object.entries(start.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...files, ...eventOf(start, file('event.json')), ...Object.fromEntries(inputs), ...start.env };
  const { code, log } = await runToEnd(program, args, {
    cwd: start.cwd ?? folder.path,
    env,
    signal: start.signal,
    killSignal: start.killSignal ?? 'SIGKILL',
  });
  const text = (path: string): string => readFileSync(path, 'utf8');
  return {
    code,
    log,
    commands: commandsIn(log),
    outputs: outputsIn(text(files.GITHUB_OUTPUT)),
    path: text(files.GITHUB_PATH),
    summary: text(files.GITHUB_STEP_SUMMARY),
  };
}

function eventOf({ event }: StepStart, file: string): Readonly<Record<string, string>> {
  if (event === undefined) {
    return {};
  }
  writeFileSync(file, JSON.stringify(event.payload));
  return { GITHUB_EVENT_NAME: event.name, GITHUB_EVENT_PATH: file };
}

interface Process {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly killSignal: NodeJS.Signals;
}

function runToEnd(
  program: string,
  args: readonly string[],
  { cwd, env, signal, killSignal }: Process,
): Promise<Pick<EndedStep, 'code' | 'log'>> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
    }
    child.on('error', (error) => (signal?.aborted === true ? undefined : failed(error)));
    child.on('close', (code) => done({ code, log }));
  });
}
