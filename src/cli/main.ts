import { version } from '../version.ts';
import type { Cli } from './command.ts';

/** Runs one command line: `--version` and nothing else is answered before any library is loaded. */
export async function main(args: readonly string[]): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  const { createConsole } = await import('../adapters/terminal/console.ts');
  const { runCommand } = await import('./run-command.ts');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort(signal));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ignoreClosedPipe);
  }
  const cli: Cli = {
    cwd: process.cwd(),
    env: process.env,
    console: createConsole(process.stdout, process.stderr),
    signal: stop.signal,
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
  await runCommand(args, cli);
}

/** Whoever reads our output may stop early (`sightline dag | head`); the work goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
