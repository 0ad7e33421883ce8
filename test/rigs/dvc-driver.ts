import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DvcRig } from './dvc.ts';

/** How a command line ended and what it wrote. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const script = fileURLToPath(new URL('dvc-driver.py', import.meta.url));

/** One warm Python process that runs command lines of DVC and GTO, one at a time. Disposing it ends it. */
export class DvcDriver implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcessWithoutNullStreams, folder: string) {
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#folder = folder;
  }

  /** `env` is what the tools see of the environment, all of it. */
  static async start(rig: DvcRig, env: Readonly<Record<string, string>>): Promise<DvcDriver> {
    const folder = await mkdtemp(join(tmpdir(), 'sightline-driver-'));
    const site = { DVC_SITE_CACHE_DIR: join(folder, 'site') };
    const child = spawn(rig.python, [script], { env: { ...env, ...rig.env, ...site } });
    const driver = new DvcDriver(child, folder);
    await driver.#line();
    return driver;
  }

  /** Runs `dvc ...` or `gto ...` in a folder, after what was asked before has ended. */
  run(tool: 'dvc' | 'gto', args: readonly string[], cwd: string): Promise<ToolResult> {
    const result = this.#last.then(() => this.#ask(tool, args, cwd));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #ask(tool: string, args: readonly string[], cwd: string): Promise<ToolResult> {
    const out = join(this.#folder, 'out');
    const err = join(this.#folder, 'err');
    this.#process.stdin.write(`${JSON.stringify({ tool, args, cwd, out, err })}\n`);
    const { code } = JSON.parse(await this.#line()) as { code: number };
    return { code, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
  }

  async #line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) {
      throw new Error('The process that drives DVC has ended; is the virtual environment whole?');
    }
    return next.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    this.#process.stdin.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
