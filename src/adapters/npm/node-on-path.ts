import { runProgram } from './run-program.ts';

/** What the first Node.js on the PATH says of itself, as `v24.1.0`; undefined where there is none. */
export async function nodeOnPath(): Promise<string | undefined> {
  const { code, said } = await runProgram('node', ['--version'], process.cwd());
  return code === 0 ? said.trim() : undefined;
}
