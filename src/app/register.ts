import { SightlineError } from '../core/errors.ts';
import type { GateResult } from '../core/metrics/comparison.ts';
import type { Git } from '../core/ports.ts';
import { registeredVersions, registrationMessage, versionTag, type RegisteredVersion } from '../core/registry/registered-version.ts';
import { compareVersions, formatVersion, nextVersion, parseVersion, type VersionNumber } from '../core/registry/version-number.ts';
import { compare, type ComparePorts } from './compare.ts';
import { loadSpec } from './load-spec.ts';
import type { CommittedTree } from './committed-tree.ts';

/** What registering needs from the outside. */
export interface RegisterPorts extends ComparePorts {
  readonly git: NonNullable<ComparePorts['git']> & Pick<Git, 'tags' | 'createTag'>;
  readonly openCommit: (revision: string) => Promise<CommittedTree>;
}

/** What to register, if not the spec's model as the next version. */
export interface RegisterOptions {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** A version, and the artifact that it consists of. */
export interface Registration {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
  readonly commit: string;
  readonly artifact: { readonly path: string; readonly md5: string };
  /** False when the commit, or its artifact as the newest version, had been registered before. */
  readonly created: boolean;
}

/**
 * Registers the model of HEAD as an annotated tag of GTO's, if every gate passes against the version before. The first
 * version is held against the commit before HEAD, or, where nothing was evaluated there, against itself. Registering the
 * same commit again answers the same version, and so does a commit with the artifact of the newest one, as after a merge of prose.
 *
 * Throws `gate-failed`, `invalid-version` for what is no version and for another one than HEAD has, and what comparing throws.
 */
export async function register(ports: RegisterPorts, options: RegisterOptions = {}): Promise<Registration> {
  const wanted = options.version === undefined ? undefined : requireVersion(options.version);
  const commit = await ports.openCommit('HEAD');
  const { model } = await loadSpec(commit);
  if (options.name !== undefined && options.name !== model.name) {
    throw new SightlineError('unknown-model', `this repository's model is '${model.name}', not '${options.name}'`);
  }
  const head = (await ports.git.resolve('HEAD')) ?? '';
  const artifact = { path: model.artifact, md5: await artifactHash(commit, model.artifact) };
  const earlier = registeredVersions(await ports.git.tags(), model.name);
  const same = findSame(earlier, head, wanted);
  if (same !== undefined) {
    return describe(same, artifact, false);
  }
  const newest = earlier.at(-1);
  if (wanted === undefined && newest !== undefined && (await consistsOf(ports, newest, artifact))) {
    return describe(newest, artifact, false);
  }
  const version = chooseVersion(wanted, earlier);
  await checkGates(ports, newest);
  const registered = { name: model.name, version, tag: versionTag(model.name, version), commit: head };
  return describe(registered, artifact, await createTagOnce(ports.git, registered));
}

async function artifactHash(commit: CommittedTree, path: string): Promise<string> {
  const content = await commit.describe(path);
  if (content === undefined) {
    throw new SightlineError('unknown-artifact', `HEAD has no '${path}' that was trained on it`);
  }
  return content.info.md5;
}

/** False also where nobody can tell any more. */
async function consistsOf(ports: RegisterPorts, { commit }: RegisteredVersion, { path, md5 }: Registration['artifact']): Promise<boolean> {
  try {
    return (await (await ports.openCommit(commit)).describe(path))?.info.md5 === md5;
  } catch (error) {
    if (error instanceof SightlineError && error.fault === 'user') {
      return false;
    }
    throw error;
  }
}

function requireVersion(text: string): VersionNumber {
  const version = parseVersion(text);
  if (version === undefined) {
    throw new SightlineError('invalid-version', `'${text}' is no version`);
  }
  return version;
}

/** The version that HEAD is registered as, which has to be the wanted one. */
function findSame(earlier: readonly RegisteredVersion[], head: string, wanted: VersionNumber | undefined): RegisteredVersion | undefined {
  const ofHead = earlier.filter(({ commit }) => commit === head);
  const [first] = ofHead;
  if (wanted === undefined || first === undefined) {
    return first;
  }
  const same = ofHead.find(({ version }) => compareVersions(version, wanted) === 0);
  if (same === undefined) {
    throw new SightlineError('invalid-version', `HEAD is registered already, as ${first.tag}, and can't become ${formatVersion(wanted)}`, {
      hint: 'Leave --version out, or register another commit.',
    });
  }
  return same;
}

function chooseVersion(wanted: VersionNumber | undefined, earlier: readonly RegisteredVersion[]): VersionNumber {
  if (wanted === undefined) {
    return nextVersion(earlier.map(({ version }) => version));
  }
  const taken = earlier.find(({ version }) => compareVersions(version, wanted) === 0);
  if (taken !== undefined) {
    throw new SightlineError('invalid-version', `${taken.tag} is registered already, for commit ${taken.commit.slice(0, 12)}`);
  }
  return wanted;
}

async function checkGates(ports: RegisterPorts, last: RegisteredVersion | undefined): Promise<void> {
  const base = last?.commit ?? (await firstBase(ports));
  const { comparison } = await compare(ports, { base, head: 'HEAD', metrics: [] });
  const refused = comparison.gates.filter((gate) => gate.outcome !== 'pass');
  if (refused.length > 0) {
    const against = last?.tag ?? base;
    throw new SightlineError('gate-failed', `nothing was registered: ${refused.map(describeGate).join('; ')} (against ${against})`);
  }
}

function describeGate({ gate, outcome, reason }: GateResult): string {
  return `${gate.metric} ${gate.require}: ${outcome === 'fail' ? 'failed' : 'cannot tell'}, ${reason}`;
}

const nothingToCompare: ReadonlySet<string> = new Set(['unknown-revision', 'no-spec', 'stale-lock', 'no-predictions']);

/** The commit before HEAD when it can be held against HEAD, else HEAD itself. */
async function firstBase(ports: RegisterPorts): Promise<string> {
  try {
    await compare(ports, { base: 'HEAD^', head: 'HEAD', metrics: [] });
    return 'HEAD^';
  } catch (error) {
    if (error instanceof SightlineError && nothingToCompare.has(error.code)) {
      return 'HEAD';
    }
    throw error;
  }
}

/** False when another process made the same tag for the same commit meanwhile; a tag is never moved. */
async function createTagOnce(git: RegisterPorts['git'], { name, version, tag, commit }: RegisteredVersion): Promise<boolean> {
  try {
    await git.createTag(tag, commit, registrationMessage(name, version));
    return true;
  } catch (error) {
    const existing = (await git.tags()).find((one) => one.name === tag);
    if (existing?.commit === commit) {
      return false;
    }
    throw error;
  }
}

function describe(registered: RegisteredVersion, artifact: Registration['artifact'], created: boolean): Registration {
  const { name, version, tag, commit } = registered;
  return { name, version: formatVersion(version), tag, commit, artifact, created };
}
