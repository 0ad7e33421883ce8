import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import type { Shell, ShellOptions, ShellResult } from '../../core/ports.ts';
import { LinePrefixer } from './line-prefixer.ts';

/** The environment and streams of this process. */
export interface ShellHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person may type into the command. */
  readonly interactive: boolean;
}

const termMilliseconds = 10_000;

/** Runs commands in the user's shell, without its start-up files, as DVC does. */
export function createShell(host: ShellHost): Shell {
  return { run: (command, options) => run(host, command, options) };
}

function run(host: ShellHost, command: string, options: ShellOptions): Promise<ShellResult> {
  const shell = host.env['SHELL'] === undefined || host.env['SHELL'] === '' ? '/bin/sh' : host.env['SHELL'];
  const piped = options.prefix !== undefined;
  // A command that may ask for input needs the terminal, which a process group of its own would lose.
  const ownGroup = !host.interactive;
  return new Promise((resolve) => {
    const child = spawn(shell, [...flagsOf(shell), '-c', command], {
      cwd: options.cwd,
      env: { ...options.defaultEnv, ...host.env, ...options.env },
      stdio: piped ? ['ignore', 'pipe', 'pipe'] : ['inherit', options.quietStdout === true ? host.stderr : 'inherit', 'inherit'],
      detached: ownGroup,
    });
    if (child.pid !== undefined) {
      options.onStart?.(child.pid, ownGroup);
    }
    if (options.prefix !== undefined) {
      child.stdout?.pipe(new LinePrefixer(options.prefix)).pipe(options.quietStdout === true ? host.stderr : host.stdout, { end: false });
      child.stderr?.pipe(new LinePrefixer(options.prefix)).pipe(host.stderr, { end: false });
    }
    const stop = stopOnAbort(child, ownGroup, options.signal);
    child.once('error', (error) => {
      stop();
      host.stderr.write(`${shell}: ${error.message}\n`);
      resolve({ exitCode: 127, signal: undefined });
    });
    child.once('close', (code, signal) => {
      stop();
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

function flagsOf(shell: string): string[] {
  switch (basename(shell).toLowerCase()) {
    case 'bash':
      return ['--noprofile', '--norc'];
    case 'zsh':
      return ['--no-rcs'];
    case 'fish':
      return ['--no-config'];
    default:
      return [];
  }
}

/** Asks the command to end, and makes it end when it doesn't. */
function stopOnAbort(child: ChildProcess, ownGroup: boolean, signal: AbortSignal | undefined): () => void {
  let timer: NodeJS.Timeout | undefined;
  const send = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      try {
        process.kill(ownGroup ? -child.pid : child.pid, name);
      } catch {
        // it ended in between
      }
    }
  };
  const onAbort = (): void => {
    send(signal?.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    timer = setTimeout(() => send('SIGKILL'), termMilliseconds);
  };
  if (signal?.aborted === true) {
    onAbort();
  }
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}
