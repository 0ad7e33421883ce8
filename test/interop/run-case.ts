import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Case, Step } from './case.ts';
import { compareResults, compareText, type Expectation } from './compare-results.ts';
import { diffSnapshots, takeSnapshot, type Entry, type Snapshot } from './snapshot.ts';
import { runProcess, type Tool } from './tool.ts';

/** The two tools, DVC's first. */
export interface Tools {
  readonly theirs: Tool;
  readonly ours: Tool;
}

/** One copy of the repository for each tool; both paths are equally long and end in the same name. */
interface Copies {
  readonly theirs: string;
  readonly ours: string;
}

/** Does the steps of a case with both tools and tells at the first step where they part; undefined when they never do. */
export async function runCase(which: Case, tools: Tools): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-interop-'));
  const copies = { theirs: join(folder, 'a', 'repo'), ours: join(folder, 'b', 'repo') };
  try {
    await fill(which, copies);
    const steps = which.start === false ? which.steps : [...opening, ...which.steps];
    for (const [index, step] of steps.entries()) {
      const lines = await runStep(step, copies, tools);
      if (lines.length > 0) {
        return [`step ${index + 1}: ${showStep(step)}`, ...lines].join('\n');
      }
    }
    const crossed = which.cross === false ? [] : await runCrossed(copies, tools);
    return crossed.length > 0 ? ['each tool in the copy of the other:', ...crossed].join('\n') : undefined;
  } finally {
    await runProcess('chmod', ['-R', 'u+rwX', folder], '/');
    await rm(folder, { recursive: true, force: true });
  }
}

const opening: readonly Step[] = [{ sh: 'git init -q -b main' }, { run: ['init', '-q'] }, { commit: 'start' }];

async function fill(which: Case, copies: Copies): Promise<void> {
  for (const root of [copies.theirs, copies.ours]) {
    await mkdir(root, { recursive: true });
    if ('folder' in which.source) {
      await cp(which.source.folder, root, { recursive: true, verbatimSymlinks: true });
      await rm(join(root, 'case.yaml'));
    } else {
      for (const [path, content] of Object.entries(which.source.files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
    }
  }
}

async function runStep(step: Step, copies: Copies, tools: Tools): Promise<readonly string[]> {
  if ('run' in step) {
    return runBoth(step.run, step, copies, tools);
  }
  const script = 'sh' in step ? `set -e\n${step.sh}` : `git add -A && git commit -q --allow-empty -m '${step.commit}'`;
  for (const root of [copies.theirs, copies.ours]) {
    const result = await runProcess('/bin/sh', ['-c', script], root);
    if (result.code !== 0) {
      return [`the case is wrong: ${result.stderr}`];
    }
  }
  return [];
}

async function runBoth(args: readonly string[], expected: Expectation, copies: Copies, tools: Tools): Promise<readonly string[]> {
  const before = await takeSnapshot(copies.ours);
  const run = (tool: Tool) => tool.run(args, join(copies[tool.name], expected.in ?? '.'));
  const [theirs, ours] = await Promise.all([run(tools.theirs), run(tools.ours)]);
  const results = compareResults(args, theirs, ours, expected);
  if (expected.fails === true && args.includes('repro')) {
    await settleFailure(before, copies);
  }
  const files = diffSnapshots(await takeSnapshot(copies.theirs), await takeSnapshot(copies.ours));
  return [...results, ...files];
}

/**
 * A repro that fails leaves the workspace as it was before the stage that failed; DVC leaves it without that stage's
 * outputs, or with what the command had written so far. It also takes back the lines of `.gitignore` for the stages that
 * did succeed, and never writes them again. Both differences are on purpose; DVC's side gets ours, so that both go on alike.
 */
async function settleFailure(before: Snapshot, copies: Copies): Promise<void> {
  const [theirs, ours] = [await takeSnapshot(copies.theirs), await takeSnapshot(copies.ours)];
  for (const path of new Set([...theirs.keys(), ...ours.keys()])) {
    const [old, now, other] = [before.get(path), ours.get(path), theirs.get(path)];
    const isUntouched = old?.content === now?.content && old?.kind === now?.kind && !path.startsWith('.dvc/');
    if (isUntouched && now === undefined) {
      await rm(join(copies.theirs, path), { recursive: true, force: true });
    } else if (now !== undefined && other?.content !== now.content && (isUntouched || isLonger(path, other, now))) {
      await cp(join(copies.ours, path), join(copies.theirs, path), { recursive: true, verbatimSymlinks: true });
    }
  }
}

function isLonger(path: string, theirs: Entry | undefined, ours: Entry): boolean {
  const lines = new Set(ours.content.split('\n'));
  return path.endsWith('.gitignore') && (theirs?.content ?? '').split('\n').every((line) => lines.has(line));
}

/**
 * Each tool goes on in what the other has left: the status and the plan that it reports there must be those that it
 * reports in its own copy, a repro must do nothing where nothing has changed, and both must end alike.
 */
async function runCrossed(copies: Copies, tools: Tools): Promise<readonly string[]> {
  const before = await takeSnapshot(copies.theirs);
  const reports: string[] = [];
  for (const args of [
    ['status', '--json'],
    ['repro', '--dry'],
  ]) {
    for (const tool of [tools.theirs, tools.ours]) {
      const inTheirs = await tool.run(args, copies.theirs);
      const inOurs = await tool.run(args, copies.ours);
      const lines = compareText(`${inTheirs.code}\n${inTheirs.stdout}`, `${inOurs.code}\n${inOurs.stdout}`);
      reports.push(...lines.map((line) => `${args.join(' ')} by ${tool.name}: ${line}`));
    }
  }
  if (reports.length > 0) {
    return reports;
  }
  const isClean = (await tools.theirs.run(['status', '--json'], copies.theirs)).stdout.trim() === '{}';
  const times = await takeSnapshot(copies.ours);
  const [, last] = await Promise.all([tools.ours.run(['repro'], copies.theirs), tools.theirs.run(['repro'], copies.ours)]);
  const [byOurs, byTheirs] = [await takeSnapshot(copies.theirs), await takeSnapshot(copies.ours)];
  const touched = isClean ? [...diffSnapshots(before, byOurs, true), ...diffSnapshots(times, byTheirs, true)] : [];
  const ran = isClean && last.stdout.includes('Running stage') ? ['repro by theirs ran a stage in a clean copy of ours'] : [];
  return [...touched, ...ran, ...diffSnapshots(byTheirs, byOurs)];
}

function showStep(step: Step): string {
  return 'run' in step ? step.run.join(' ') : 'sh' in step ? `sh: ${step.sh}` : `commit: ${step.commit}`;
}
