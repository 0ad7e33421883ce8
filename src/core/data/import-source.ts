import { SightlineError } from '../errors.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { type DirEntry, hashDirObject, writeDirObject } from './dir-object.ts';
import { joinFromRoot } from './root-path.ts';

/** Where data is imported from. */
export type ImportPlace =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'remote'; readonly name: string; readonly key: string }
  /** From the root of the project, or absolute. */
  | { readonly kind: 'path'; readonly path: string };

/** What tells one content of a file from another at that kind of place, as DVC calls it. */
export type TokenName = 'md5' | 'etag' | 'checksum';

/** A file at its source. */
export interface SourceFile {
  /** From the imported folder; empty for an import of one file. */
  readonly relpath: string;
  readonly token: string;
  readonly size?: number;
  readonly versionId?: string;
  readonly isExec?: boolean;
}

/** What a source holds now. */
export interface SourceState {
  readonly tokenName: TokenName;
  readonly isFolder: boolean;
  /** Each file is asked for by its version. */
  readonly isVersioned: boolean;
  readonly files: readonly SourceFile[];
}

/** Reads an entry under `deps`, or what a person typed; paths start from `wdir`. Throws `unsupported-remote`, `invalid-option`. */
export function parseImportPlace(definition: string, wdir: string): ImportPlace {
  const { scheme, rest = '' } = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<rest>.*)$/is.exec(definition)?.groups ?? {};
  switch (scheme?.toLowerCase()) {
    case undefined:
      return { kind: 'path', path: joinFromRoot(wdir, definition) };
    case 'http':
    case 'https':
      return { kind: 'http', url: definition };
    case 's3':
    case 'remote': {
      const [name = '', ...parts] = rest.split('/');
      const key = parts.filter((part) => part !== '').join('/');
      if (name === '' || key === '' || /[?#]/.test(key) || parts.includes('..')) {
        throw new SightlineError('invalid-option', `'${definition}' names no file or folder to import`, {
          hint: `Write it as ${scheme}://${scheme === 's3' ? 'bucket' : 'name'}/path, without a version.`,
        });
      }
      return scheme?.toLowerCase() === 's3' ? { kind: 's3', bucket: name, key } : { kind: 'remote', name: name.toLowerCase(), key };
    }
    default:
      throw new SightlineError(
        'unsupported-remote',
        `'${definition}' is at ${scheme}://, and imports are from s3, http, https, remotes and paths`,
        {
          hint: "Use 'dvc import-url' for it: both tools share one cache.",
        },
      );
  }
}

/** The keys of an entry under `deps` for what the source holds, in DVC's order, with its `fs_config`; undefined: it was never looked at. */
export function dependencyFields(state: SourceState | undefined, definition: string, settings: ValueMap): ValueMap {
  const where: [string, Value][] = [
    ['hash', 'md5'],
    ['path', definition],
    ...(settings.size > 0 ? [['fs_config', settings] as [string, Value]] : []),
  ];
  if (state === undefined) {
    return new Map(where);
  }
  const [first] = state.files;
  if (!state.isFolder && first !== undefined) {
    return new Map([...fileFields(first, state.tokenName), ...where]);
  }
  if (state.isVersioned) {
    const files = state.files.map((file): Value => new Map([['relpath', file.relpath], ...fileFields(file, state.tokenName)]));
    return new Map([...where, ['files', files]]);
  }
  const size = state.files.reduce((sum, file) => sum + (file.size ?? 0), 0);
  return new Map<string, Value>([['md5', folderToken(state)], ['size', BigInt(size)], ['nfiles', BigInt(state.files.length)], ...where]);
}

function fileFields(file: SourceFile, tokenName: TokenName): [string, Value][] {
  return [
    [tokenName, file.token],
    ...(file.size === undefined ? [] : [['size', BigInt(file.size)] as [string, Value]]),
    ...(file.versionId === undefined ? [] : [['version_id', file.versionId] as [string, Value]]),
    ...(file.isExec === true ? [['isexec', true] as [string, Value]] : []),
  ];
}

/** The hash of a list of files with their tokens, written as a folder's .dir object is. */
function folderToken({ files, tokenName }: SourceState): string {
  const entries = files.map(({ relpath, token }): DirEntry => ({ relpath, md5: token }));
  return hashDirObject(writeDirObject(entries, tokenName));
}

/** Whether an entry under `deps` says what its source held: `--no-exec` leaves it out. */
export function isLookedAt(entry: ValueMap): boolean {
  return ['md5', 'etag', 'checksum', 'files'].some((name) => entry.has(name));
}

/** Whether an entry under `deps` was recorded of what the source holds now. */
export function isRecorded(entry: ValueMap, state: SourceState): boolean {
  const now = dependencyFields(state, '', new Map());
  const tokens = ['md5', 'etag', 'checksum', 'version_id'];
  return tokens.every((name) => entry.get(name) === now.get(name)) && filesKey(entry.get('files')) === filesKey(now.get('files'));
}

function filesKey(files: Value | undefined): string {
  const lines = (isList(files) ? files : []).map((file) =>
    isMap(file) ? JSON.stringify(['relpath', 'md5', 'etag', 'version_id'].map((key) => file.get(key) ?? null)) : '',
  );
  return lines.toSorted().join('\n');
}

/** What an entry under `deps` says of files with versions, which can be had as they were; undefined for any other entry. */
export function recordedVersions(entry: ValueMap): SourceState | undefined {
  const listed = entry.get('files');
  const files = (isList(listed) ? listed : [entry]).map((file) => (isMap(file) ? versionOf(file) : undefined));
  const isWhole = files.every((file) => file !== undefined);
  return isWhole && files.length > 0 ? { tokenName: 'etag', isFolder: isList(listed), isVersioned: true, files } : undefined;
}

function versionOf(entry: ValueMap): SourceFile | undefined {
  const [relpath, token, versionId, size] = ['relpath', 'etag', 'version_id', 'size'].map((key) => entry.get(key));
  if (typeof token !== 'string' || typeof versionId !== 'string') {
    return undefined;
  }
  return {
    relpath: typeof relpath === 'string' ? relpath : '',
    token,
    versionId,
    ...(typeof size === 'bigint' ? { size: Number(size) } : {}),
  };
}
