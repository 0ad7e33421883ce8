import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandInstaller, CommandPackages } from '../../core/actions-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { type Ended, runProgram } from './run-program.ts';

const script = 'node_modules/sightline/dist/sightline.mjs';
const longestSaid = 2000;

/** Installs the command line by npm, without install scripts, and without any settings of the folder that the job works in. */
export const npmInstaller: CommandInstaller = {
  async install(packages, folder, place) {
    const { command, node } = packages;
    const specs = [command, ...(node === undefined ? [] : [`${node.name}@${node.version}`])];
    const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--no-package-lock', '--global=false'];
    await mustSucceed(
      runNpm(['install', '--prefix', folder, ...flags, '--', ...specs], folder),
      `npm can not install ${specs.join(' and ')}`,
    );
    if (!existsSync(join(folder, script))) {
      throw new SightlineError('install-failed', `${command} is not Sightline: it has no ${script}`, { hint: 'Name another one.' });
    }
    const program = node === undefined ? 'node' : join(folder, nodeProgram(node));
    await mustSucceed(runProgram(program, [join(folder, script), '--version'], folder), `${command} does not start`);
    await writeLauncher(packages, folder, place);
  },
};

/** The npm beside this Node.js, as in the runner's own, or else the first one on the PATH. */
function runNpm(args: readonly string[], cwd: string): Promise<Ended> {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  return existsSync(beside) ? runProgram(process.execPath, [beside, ...args], cwd) : runProgram('npm', args, cwd);
}

async function mustSucceed(running: Promise<Ended>, problem: string): Promise<void> {
  const { code, said } = await running;
  if (code !== 0) {
    throw new SightlineError('install-failed', `${problem}: ${said.trim().slice(-longestSaid)}`);
  }
}

/** A program that starts the command line by the right Node.js, and puts nothing else on the PATH. */
async function writeLauncher({ node }: CommandPackages, folder: string, place: string): Promise<void> {
  const program = node === undefined ? 'node' : quote(join(place, nodeProgram(node)));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/sightline'), `#!/bin/sh\nexec ${program} ${quote(join(place, script))} "$@"\n`, { mode: 0o755 });
}

function nodeProgram({ name }: { readonly name: string }): string {
  return `node_modules/${name}/bin/node`;
}

/** One word of a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
