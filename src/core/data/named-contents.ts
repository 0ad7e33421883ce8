import { SightlineError } from '../errors.ts';
import { readYaml } from '../value/read-yaml.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { readHashInfo } from './hash-fields.ts';
import type { HashInfo } from './hash-info.ts';

const md5Text = /(?<![0-9a-zA-Z])[0-9a-f]{32}(?:\.dir)?(?![0-9a-zA-Z])/g;

/** Every md5 that a text spells, whatever it stands for: enough to keep data by, also where the text can't be read. */
export function spelledContents(text: string): readonly string[] {
  return text.match(md5Text) ?? [];
}

/** What a `.dvc` file or a dvc.lock names, as md5. */
export interface NamedContents {
  readonly outputs: readonly string[];
  /** What it spells besides: dependencies, which tell what an output was made from. */
  readonly others: readonly string[];
}

/**
 * What a `.dvc` file or a dvc.lock names. How paths are spelled, which stage owns an output and what dvc.yaml says play
 * no part. Throws `invalid-dvc-file`, `invalid-lock-file` or `yaml-syntax` for a text that may name what it doesn't spell.
 */
export function namedContents(text: string, path: string): NamedContents {
  const infos = isPlain(text) ? undefined : readOutputs(text, path);
  const outputs = infos === undefined ? plainOutputs(text) : infos.flatMap(({ md5, files }) => files?.map((file) => file.md5) ?? [md5]);
  // A folder that is listed file by file needs no .dir object, but what the cache has of one isn't garbage.
  const lists = infos?.flatMap(({ md5, files }) => (files === undefined ? [] : [md5])) ?? [];
  const known = new Set(outputs);
  return { outputs, others: [...lists, ...spelledContents(text).filter((md5) => !known.has(md5))] };
}

const start = /^(?:schema: '2\.0'\nstages:\n|outs:\n- )/;
const oddLine = /^(?:<{7}|={7}|>{7}|\t)|^[ -]*["']?files["']?\s*:/m;
const md5Line = /^[ -]*["']?md5["']?\s*:[ \t]*(?<value>.*)$/gm;
const md5Value = /^(?<quote>["']?)[0-9a-f]{32}(?:\.dir)?\k<quote>$/;

/**
 * Whether the text is as DVC and we write it, so that what it names is spelled in it. The parser takes 60 ms for a lock
 * of a hundred stages, and a history has thousands of those.
 */
function isPlain(text: string): boolean {
  return (
    start.test(text) &&
    text.endsWith('\n') &&
    !oddLine.test(text) &&
    text.matchAll(md5Line).every((line) => md5Value.test(line.groups?.['value'] ?? ''))
  );
}

const plainLine = /^(?: {4})?(?<section>[a-z_]+):|^ *(?:- )?md5: *["']?(?<md5>[0-9a-f]{32}(?:\.dir)?)/gm;

/** Sections start at the margin of a `.dvc` file and below a stage's name in a lock. */
function plainOutputs(text: string): string[] {
  const outputs: string[] = [];
  let section = '';
  for (const { groups } of text.matchAll(plainLine)) {
    if (groups?.['md5'] === undefined) {
      section = groups?.['section'] ?? '';
    } else if (section === 'outs') {
      outputs.push(groups['md5']);
    }
  }
  return outputs;
}

function readOutputs(text: string, path: string): HashInfo[] {
  const isLock = path.endsWith('.lock');
  const fail = (what: string): never => {
    throw new SightlineError(isLock ? 'invalid-lock-file' : 'invalid-dvc-file', what, { place: { file: path } });
  };
  const value = readYaml(text, path);
  if (!isMap(value)) {
    return fail('the file must be a mapping');
  }
  const stages = isLock ? (value.get('stages') ?? value) : new Map<string, Value>([['', value]]);
  if (!isMap(stages)) {
    return fail('stages must be a mapping');
  }
  // A lock of DVC 0 and 1 has its stages at the top.
  return [...stages]
    .filter(([name]) => name !== 'schema' && name !== 'stages')
    .flatMap(([name, stage]) => (isMap(stage) ? readEntries(stage, fail) : fail(`stage '${name}' must be a mapping`)));
}

function readEntries(stage: ValueMap, fail: (what: string) => never): HashInfo[] {
  for (const key of ['deps', 'outs']) {
    const entries = stage.get(key) ?? [];
    if (!isList(entries) || !entries.every(isMap)) {
      fail(`${key} must be a list of mappings`);
    }
  }
  const outs = stage.get('outs');
  return isList(outs) ? outs.filter(isMap).flatMap((out) => readHashInfo(out, fail) ?? []) : [];
}
