import { type Finding, finding } from './finding.ts';

/** A program that we call or work beside. `needed` is the oldest version that does, as `2.31`. */
export interface KnownProgram {
  readonly name: string;
  readonly needed: string;
  /** Whether we do without it. */
  readonly isOptional: boolean;
}

/** A program by what it says of its version; undefined where it isn't there. */
export function checkVersion({ name, needed, isOptional }: KnownProgram, said: string | undefined): Finding {
  const version = /\d+(?:\.\d+)+/.exec(said ?? '')?.[0];
  if (version === undefined) {
    return isOptional
      ? finding(name, 'ok', 'not installed, and not needed')
      : finding(name, 'fail', 'not found', `Install ${name} ${needed} or later and put it on the PATH.`);
  }
  return isBefore(version, needed)
    ? finding(name, isOptional ? 'warn' : 'fail', version, `Install ${name} ${needed} or later.`)
    : finding(name, 'ok', version);
}

function isBefore(version: string, needed: string): boolean {
  const [own, least] = [version, needed].map((text) => text.split('.').map(Number));
  const at = least?.findIndex((number, place) => number !== (own?.[place] ?? 0)) ?? -1;
  return at !== -1 && (own?.[at] ?? 0) < (least?.[at] ?? 0);
}
