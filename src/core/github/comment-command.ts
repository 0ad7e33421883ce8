import { commitId } from './commit-id.ts';
import { ownLines } from './own-lines.ts';

/** What a maintainer asks for in a comment. */
export type CommentCommand =
  | {
      readonly kind: 'train';
      /** The full commit id; undefined for the head that the maintainer saw. */
      readonly sha: string | undefined;
      /** Texts by dotted name of a parameter. */
      readonly set: ReadonlyMap<string, string>;
      readonly seeds: number | undefined;
    }
  | { readonly kind: 'compare'; readonly ref: string; readonly sha: string | undefined }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'help' };

/** What a comment asks for: nothing, what can't be obeyed (one sentence, which may quote the comment's own words), or a command. */
export type ParsedComment =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'command'; readonly command: CommentCommand };

/** Bounds of what is read. */
const longestLine = 2000;
const mostParameters = 20;
const longestValue = 200;
const longestRef = 200;
export const mostSeeds = 50;

const commandLine = /^\/(train|compare|cancel|help)(?=[ \t]|$)(.*)$/;
const parameterName = /^[A-Za-z_][\w-]{0,63}(?:\.[\w-]{1,64}){0,9}$/;

class Unclear extends Error {}

/** Reads the one command of a comment. Text around it means nothing; a second command makes it unclear which is meant. */
export function parseComment(comment: string): ParsedComment {
  const found = ownLines(comment).flatMap((line) => {
    const [, name, rest = ''] = commandLine.exec(line) ?? [];
    return name === undefined ? [] : [{ name, rest }];
  });
  const [first, second] = found;
  if (first === undefined) {
    return { kind: 'none' };
  }
  if (second !== undefined) {
    return { kind: 'refused', reason: `A comment takes one command, and this one has ${found.length}.` };
  }
  try {
    return { kind: 'command', command: readCommand(first.name, readWords(first.rest)) };
  } catch (error) {
    if (error instanceof Unclear) {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

function readWords(text: string): readonly string[] {
  if (text.length > longestLine) {
    throw new Unclear(`The command is longer than ${longestLine} characters.`);
  }
  if (!/^[ -~\t]*$/.test(text)) {
    throw new Unclear('The command has characters that are not plain ASCII, which can look like others.');
  }
  return text.split(/[ \t]+/).filter((word) => word !== '');
}

function readCommand(name: string, words: readonly string[]): CommentCommand {
  switch (name) {
    case 'train':
      return readTrain(words);
    case 'compare':
      return readCompare(words);
    default:
      if (words.length > 0) {
        throw new Unclear(`/${name} takes no arguments.`);
      }
      return { kind: name === 'cancel' ? 'cancel' : 'help' };
  }
}

function readTrain(words: readonly string[]): CommentCommand {
  const set = new Map<string, string>();
  let sha: string | undefined;
  let seeds: number | undefined;
  const rest = words.values();
  const valueOf = (option: string): string => {
    const next = rest.next();
    if (next.done === true) {
      throw new Unclear(`${option} needs a value.`);
    }
    return next.value;
  };
  for (const word of rest) {
    if (word === '--set') {
      addParameter(set, valueOf('--set'));
    } else if (word === '--seeds' && seeds === undefined) {
      seeds = readSeeds(valueOf('--seeds'));
    } else if (!word.startsWith('-') && sha === undefined) {
      sha = readCommitId(word);
    } else {
      throw new Unclear('/train takes one commit id, `--set name=value` and one `--seeds`.');
    }
  }
  return { kind: 'train', sha, set, seeds };
}

function addParameter(set: Map<string, string>, text: string): void {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (!parameterName.test(name)) {
    throw new Unclear('--set needs `name=value`, with a name as params.yaml has it and dots between its parts.');
  }
  if (value.length > longestValue) {
    throw new Unclear(`The value of ${name} is longer than ${longestValue} characters.`);
  }
  if (set.has(name)) {
    throw new Unclear(`${name} is set twice.`);
  }
  if (set.size === mostParameters) {
    throw new Unclear(`More than ${mostParameters} parameters are set.`);
  }
  set.set(name, value);
}

function readSeeds(text: string): number {
  const seeds = /^[1-9]\d?$/.test(text) ? Number(text) : 0;
  if (seeds < 1 || seeds > mostSeeds) {
    throw new Unclear(`--seeds needs a number from 1 to ${mostSeeds}.`);
  }
  return seeds;
}

function readCommitId(text: string): string {
  if (!commitId.test(text)) {
    throw new Unclear('A commit is named by its full id, 40 or 64 digits in lower case: a shorter one can come to mean another commit.');
  }
  return text;
}

function readCompare([ref, sha, ...more]: readonly string[]): CommentCommand {
  if (ref === undefined || more.length > 0) {
    throw new Unclear('/compare needs a branch or tag, and takes the full id of a commit of this pull request after it.');
  }
  if (!isRefName(ref) || commitId.test(ref)) {
    throw new Unclear('/compare needs the name of a branch or tag of this repository.');
  }
  return { kind: 'compare', ref, sha: sha === undefined ? undefined : readCommitId(sha) };
}

/** The rules of `git check-ref-format` for a branch, of plain ASCII, and no leading dash. */
function isRefName(ref: string): boolean {
  return (
    ref.length <= longestRef &&
    !/[\0- ~^:?*[\\\u007f-\uffff]/.test(ref) &&
    !/^-|^@$|\.\.|@\{|\/\/|^\/|\/$|\.$/.test(ref) &&
    ref.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}
