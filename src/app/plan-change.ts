import type { ChangeHistory } from '../core/change-ports.ts';
import type { ChangePlan, PlannedJob, PlannedProject, PlannedStep } from '../core/github/change.ts';
import { countKinds, isReadByValue, kindOf, type KnownFiles } from '../core/github/change-kinds.ts';
import { isWithin, joinFromRoot, normalize } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git } from '../core/ports.ts';
import { namesNoModel } from '../core/spec/read-spec.ts';
import { specFile } from '../core/spec/spec-file.ts';
import { changedInFormAlone } from './changed-values.ts';
import { type OpenedProposal, openProposal, planProject } from './plan-project.ts';
import type { Project } from './project.ts';
import { findProposedProjects, type ProposedProject, type ProposedRepository } from './proposed-projects.ts';
import { dataPaths, type KnownChange } from './touches.ts';

/** What GitHub Actions takes in one matrix. */
const mostJobs = 256;

/** What planning a change needs from the outside. */
export interface PlanChangePorts {
  readonly git: Pick<Git, 'resolve' | 'mergeBase'>;
  readonly history: ChangeHistory;
  /** Opens a project as the change proposes it, with base's configuration. */
  open(project: ProposedProject): Project & Disposable;
}

/** Which change. */
export interface PlanChangeOptions {
  /** The base branch, tag or commit; of several names the first that this clone has. */
  readonly bases: readonly string[];
  /** Only the project in this folder, from git's top. */
  readonly folder?: string;
  readonly pullRequest?: number;
  /** Remotes are asked what was trained before: of the pull request, or else of the trusted place. */
  readonly asksRemote: boolean;
  /** Who we are, in records of runs: `sightline 0.1.0`. */
  readonly writer: string;
  readonly signal: AbortSignal;
}

/**
 * Plans what is checked out against a base branch: what differs from the merge base, and what that takes in each project of the
 * repository. Base's spec and configuration govern. Throws `unknown-revision`, `no-merge-base`, `too-many-projects`, and what is
 * wrong with the files.
 */
export async function planChange(ports: PlanChangePorts, options: PlanChangeOptions): Promise<ChangePlan> {
  const { name, base, head, mergeBase } = await findCommits(ports.git, options.bases);
  const { history } = ports;
  const [changed, repository] = await Promise.all([history.changedSince(mergeBase), findProposedProjects(history, base)]);
  using opened = new DisposableStack();
  const proposals: OpenedProposal[] = [];
  for (const proposed of chosenOf(repository.projects, options.folder)) {
    const project = opened.use(ports.open(proposed));
    if (!(await asksForBucketsAlone(project))) {
      proposals.push(await openProposal(proposed, project));
    }
  }
  const changes = await knowKinds(
    history,
    mergeBase,
    changed.map(({ path }) => path),
    proposals,
  );
  const isBaseItself = changed.length === 0 && mergeBase === head;
  const { folders } = repository;
  const projects: PlannedProject[] = [];
  const stages: PlannedStep[] = [];
  const notes = [...notesOf(repository)];
  for (const proposal of proposals) {
    const { pullRequest, asksRemote, writer, signal } = options;
    const one = await planProject(proposal, { mergeBase, isBaseItself, changes, folders, writer, pullRequest, asksRemote, signal });
    notes.push(...one.notes);
    projects.push(one.planned);
    stages.push(...one.stages.map((stage) => ({ folder: one.planned.folder, ...stage })));
  }
  const include = jobsOf(projects);
  return {
    base: { name, commit: base },
    mergeBase,
    head,
    pullRequest: options.pullRequest ?? null,
    needed: include.length > 0,
    trainings: include.reduce((sum, job) => sum + job.trainings, 0),
    matrix: { include },
    changes: countKinds(changes),
    projects,
    stages,
    cost: 'not configured',
    policy: 'not configured',
    notes,
  };
}

function chosenOf(projects: readonly ProposedProject[], folder: string | undefined): readonly ProposedProject[] {
  const chosen = folder === undefined ? projects : projects.filter((one) => one.folder === normalize(folder));
  if (folder !== undefined && chosen.length === 0) {
    throw new SightlineError('not-a-project', `'${folder}' is no folder with a ${specFile} beside its .dvc folder that git tracks`);
  }
  return chosen;
}

interface Commits {
  /** By which base was found. */
  readonly name: string;
  readonly base: string;
  readonly head: string;
  readonly mergeBase: string;
}

async function findCommits(git: PlanChangePorts['git'], names: readonly string[]): Promise<Commits> {
  const [head, ...bases] = await Promise.all(['HEAD', ...names].map((name) => git.resolve(name)));
  const at = bases.findIndex((found) => found !== undefined);
  const [name = names[0] ?? '', base] = [names[at], bases[at]];
  if (base === undefined || head === undefined) {
    throw new SightlineError('unknown-revision', `'${base === undefined ? name : 'HEAD'}' names no commit of this clone`, {
      hint: 'Let the checkout step bring the history: `with: { fetch-depth: 0 }`.',
    });
  }
  const mergeBase = base === head ? head : await git.mergeBase(base, head);
  if (mergeBase === undefined) {
    throw new SightlineError('no-merge-base', `'${name}' and what is checked out have no commit in common in this clone`);
  }
  return { name, base, head, mergeBase };
}

async function asksForBucketsAlone({ workspace }: Project): Promise<boolean> {
  const text = await workspace.readText(specFile);
  return text !== undefined && /^storage:/m.test(text) && namesNoModel(text);
}

/** The changed files with their kinds; a file that DVC and we read by its values, and that holds the same ones, is prose. */
async function knowKinds(
  history: ChangeHistory,
  mergeBase: string,
  paths: readonly string[],
  proposals: readonly OpenedProposal[],
): Promise<readonly KnownChange[]> {
  const known = knownFiles(proposals);
  const files = paths.map((path) => ({ path, kind: kindOf(path, known) }));
  const [first] = proposals;
  if (first === undefined) {
    return files;
  }
  const { workspace } = first.project;
  const readText = (path: string): Promise<string | undefined> => workspace.readText(`${history.top}/${path}`);
  const byValue = files.filter(({ path, kind }) => isReadByValue(path, kind)).map(({ path }) => path);
  const same = await changedInFormAlone(history, { readText }, mergeBase, byValue);
  return files.map(({ path, kind }) => ({ path, kind: same.has(path) ? 'prose' : kind }));
}

function knownFiles(proposals: readonly OpenedProposal[]): KnownFiles {
  const gather = (pathsOf: (proposal: OpenedProposal) => readonly string[]): ReadonlySet<string> =>
    new Set(proposals.flatMap((one) => pathsOf(one).map((path) => joinFromRoot(one.proposed.folder, path))));
  const data = gather(({ pipeline, head }) => dataPaths(pipeline, head.spec));
  const parameters = gather(({ pipeline }) => pipeline.stages.flatMap((stage) => stage.params.map(({ path }) => path)));
  return { parameters: parameters.difference(data), isRead: (path) => [...data].some((one) => isWithin(path, one)) };
}

/** One job for each project that needs one. Reports are told apart by the names of models. */
function jobsOf(projects: readonly PlannedProject[]): readonly PlannedJob[] {
  const jobs = projects
    .filter(({ needed }) => needed)
    .map(({ folder, report, runsOn, trainings }) => ({ folder, report, runsOn, trainings }));
  if (jobs.length > mostJobs) {
    throw new SightlineError('too-many-projects', `${jobs.length} projects of the repository need a job`);
  }
  const names = Map.groupBy(projects, ({ report }) => report);
  const twice = [...names].find(([, of]) => of.length > 1);
  if (twice !== undefined) {
    const [name, of] = twice;
    throw new SightlineError('invalid-spec', `${of.map(({ folder }) => `'${folder}'`).join(' and ')} name their models both '${name}'`, {
      place: { file: of[1]?.folder === '.' ? specFile : `${of[1]?.folder}/${specFile}` },
      hint: 'Let model.name of each sightline.yaml be another: versions and reports are found by it.',
    });
  }
  return jobs;
}

function notesOf({ projects, strays }: ProposedRepository): readonly string[] {
  return [
    ...(projects.length === 0 ? ['No project of the repository has a sightline.yaml beside its .dvc folder, so nothing is planned.'] : []),
    ...strays.map((path) => `${path} is left out: there is no .dvc folder beside it.`),
  ];
}
