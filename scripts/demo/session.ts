import { spawn } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** A shell session in the demo's repository: what it runs, it shows first. */
export class Session {
  readonly repository: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(repository: string, env: Readonly<Record<string, string | undefined>>) {
    this.repository = repository;
    this.#env = env;
  }

  /** Explains the next commands in a sentence. */
  say(text: string): void {
    process.stdout.write(`\n${bold(text)}\n`);
  }

  /** Shows and runs a command line, its output on the terminal. Throws when it fails. */
  async run(command: string): Promise<void> {
    process.stdout.write(`${dim(`$ ${command}`)}\n`);
    await this.#spawn(command, 'inherit');
  }

  /** As `run`, for a command that ends with 1 when a gate says no. */
  async check(command: string): Promise<void> {
    process.stdout.write(`${dim(`$ ${command}`)}\n`);
    const { code } = await this.#spawn(command, 'inherit', [0, 1]);
    process.stdout.write(code === 0 ? '' : 'exit code 1: a gate says no, and a pull request would not be merged\n');
  }

  /** Shows and runs a command that prints JSON; answers what it printed, and shows it when it is short. */
  async json<T>(command: string): Promise<T> {
    process.stdout.write(`${dim(`$ ${command}`)}\n`);
    const { text } = await this.#spawn(command, 'pipe', [0, 1]);
    if (text.length < 300) {
      process.stdout.write(text);
    }
    return JSON.parse(text) as T;
  }

  /** Edits a file of the repository as a person would in an editor. */
  async edit(path: string, change: (text: string) => string): Promise<void> {
    const file = join(this.repository, path);
    await writeFile(file, change(await readFile(file, 'utf8')));
    process.stdout.write(`${dim(`(edits ${path})`)}\n`);
  }

  #spawn(
    command: string,
    output: 'inherit' | 'pipe',
    allowed: readonly number[] = [0],
  ): Promise<{ readonly text: string; readonly code: number }> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, { cwd: this.repository, env: this.#env, shell: true, stdio: ['ignore', output, 'inherit'] });
      const chunks: Buffer[] = [];
      child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code !== null && allowed.includes(code)) {
          resolve({ text: Buffer.concat(chunks).toString('utf8'), code });
        } else {
          reject(new Error(`'${command}' ended with ${code}`));
        }
      });
    });
  }
}

/** Puts `sightline` and this Node on the PATH of a session in an empty repository folder. */
export async function openSession(folder: string, cli: string): Promise<Session> {
  const repository = join(folder, 'digits');
  const bin = join(folder, 'bin');
  await mkdir(repository, { recursive: true });
  await mkdir(bin);
  await symlink(cli, join(bin, 'sightline'));
  const identity = {
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.com',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.com',
  };
  const path = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  return new Session(repository, { ...process.env, ...identity, PATH: path, SIGHTLINE_CACHE_DIR: join(folder, 'index') });
}

const colour = process.stdout.isTTY;

function bold(text: string): string {
  return colour ? `\u001B[1m${text}\u001B[22m` : text;
}

function dim(text: string): string {
  return colour ? `\u001B[36m${text}\u001B[39m` : text;
}
