import { type Finding, finding } from '../core/doctor/finding.ts';
import {
  checkActions,
  checkDefaultToken,
  checkForkApproval,
  checkPullRequests,
  checkRequired,
  checkRunners,
  remindOfGroups,
} from '../core/doctor/check-settings.ts';
import { checkVersion, type KnownProgram } from '../core/doctor/check-versions.ts';
import { checkPresence, checkWorkflow } from '../core/doctor/check-workflows.ts';
import type { RepositorySettings } from '../core/doctor/settings-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { checkRemote, type RemoteDoctorPorts } from './doctor-remote.ts';
import { loadSpec } from './load-spec.ts';
import { checkName } from './publish/statement.ts';

/** What the doctor looks at. */
export interface DoctorPorts extends RemoteDoctorPorts {
  /** Files of git's top. */
  readonly top: Pick<Tree, 'list' | 'readText'>;
  /** Files of the project. */
  readonly files: Tree;
  /** What a program says to `--version`; undefined where it isn't there. */
  readonly versionOf: (program: string) => Promise<string | undefined>;
  /** GitHub's answers, or why it isn't asked. */
  readonly settings: RepositorySettings | SightlineError;
  /** Where its API is. */
  readonly api: string;
}

const programs: readonly KnownProgram[] = [
  { name: 'node', needed: '22.19', isOptional: false },
  { name: 'git', needed: '2.31', isOptional: false },
  { name: 'dvc', needed: '3.0', isOptional: true },
];

const administratorsToken = 'Ask with a token of an administrator that has "Administration: read"; no token of a workflow can have it.';

/** Checks a repository, its settings, its remote and this machine. Changes nothing; what can't be told is `unknown`. */
export async function doctor(ports: DoctorPorts): Promise<readonly Finding[]> {
  const { spec, found } = await checkSpec(ports.files);
  const versions = await Promise.all(programs.map(async (program) => checkVersion(program, await ports.versionOf(program.name))));
  return [...versions, found, ...(await checkWorkflows(ports.top)), ...(await checkRemote(ports)), ...(await checkGithub(ports, spec))];
}

async function checkSpec(files: Tree): Promise<{ readonly spec: Spec | undefined; readonly found: Finding }> {
  try {
    const spec = await loadSpec(files);
    return { spec, found: finding('sightline.yaml', 'ok', `valid, for the model ${spec.model.name}`) };
  } catch (error) {
    return { spec: undefined, found: failed('sightline.yaml', error, () => 'fail') };
  }
}

async function checkWorkflows(top: DoctorPorts['top']): Promise<readonly Finding[]> {
  const folder = '.github/workflows';
  const names = (await top.list(folder)).filter(({ kind, name }) => kind === 'file' && /\.ya?ml$/.test(name)).map(({ name }) => name);
  const findings = await Promise.all(
    names.map(async (name) => {
      const path = `${folder}/${name}`;
      const text = (await top.readText(path)) ?? '';
      return name.startsWith('sightline-') || /sightline/i.test(text) ? checkWorkflow({ path, value: readOrNothing(text, path) }) : [];
    }),
  );
  return [checkPresence(names), ...findings.flat()];
}

function readOrNothing(text: string, path: string): ReturnType<typeof readYaml> | undefined {
  try {
    return readYaml(text, path);
  } catch (error) {
    if (error instanceof SightlineError) {
      return undefined;
    }
    throw error;
  }
}

async function checkGithub({ settings, api }: DoctorPorts, spec: Spec | undefined): Promise<readonly Finding[]> {
  if (settings instanceof SightlineError) {
    return [finding('GitHub', 'unknown', settings.message, settings.hint)];
  }
  const where = api === 'https://api.github.com' ? 'github.com' : `GitHub Enterprise Server or another host, ${api}`;
  let repository: Awaited<ReturnType<RepositorySettings['repository']>>;
  try {
    repository = await settings.repository();
  } catch (error) {
    return [failed('GitHub', error, ({ code }) => (code === 'github-denied' || code === 'github-refused' ? 'fail' : 'unknown'))];
  }
  const { name, isPrivate, isOwnedByPerson, defaultBranch } = repository;
  const found = await Promise.all([
    ask('GitHub Actions', async () => checkActions(await settings.actions())),
    ask('default workflow permissions', async () => {
      const token = await settings.workflowToken();
      return [checkDefaultToken(token), checkPullRequests(token)];
    }),
    ask('approval of workflows from forks', async () => checkForkApproval(isPrivate ? '' : await settings.forkApproval(), isPrivate)),
    ask('runners', async () => checkRunners(await settings.runners(), spec?.train.runsOn ?? ['self-hosted'])),
    ask(`required check on ${defaultBranch}`, async () =>
      checkRequired(
        defaultBranch,
        checkName(spec?.model.name, { into: [], made: undefined }),
        await settings.requiredChecks(defaultBranch),
      ),
    ),
  ]);
  return [finding('GitHub', 'ok', `${name} on ${where}`), ...found.flat(), ...remindOfGroups(isOwnedByPerson)];
}

/** A check that GitHub doesn't answer is unknown. */
async function ask(what: string, check: () => Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return [await check()].flat();
  } catch (error) {
    const found = failed(what, error, () => 'unknown');
    const isDenied = error instanceof SightlineError && error.code === 'github-denied';
    return [isDenied ? { ...found, change: administratorsToken } : found];
  }
}

/** What went wrong as a finding; anything that isn't told on purpose is a bug of ours. */
function failed(what: string, error: unknown, stateOf: (error: SightlineError) => 'fail' | 'unknown'): Finding {
  if (!(error instanceof SightlineError) || error.fault === 'bug') {
    throw error;
  }
  const place = error.place === undefined ? '' : ` (${error.place.file}${error.place.line === undefined ? '' : `:${error.place.line}`})`;
  return finding(what, stateOf(error), `${error.message}${place}`, error.hint);
}
