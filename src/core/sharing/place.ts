import { SightlineError } from '../errors.ts';

/**
 * Who made a run: a pull request, by its number, or, undefined, somebody who may write to the trusted place. The trusted
 * place is the remote itself; a pull request has `untrusted/<number>/` below it.
 */
export type Maker = number | undefined;

/** The largest number of a pull request that is taken for one. */
export const maxPullRequest = 2 ** 31 - 1;

const untrusted = 'untrusted/';

/** What is put before the keys of a place: nothing, or `untrusted/7/`. */
export function placePrefix(maker: Maker): string {
  return maker === undefined ? '' : `${untrusted}${checked(maker)}/`;
}

/** How claims and messages name a place: `trusted` or `untrusted/7`. */
export function placeName(maker: Maker): string {
  return maker === undefined ? 'trusted' : `${untrusted}${checked(maker)}`;
}

const nameText = /^untrusted\/(?<number>[1-9]\d{0,9})$/;

/** The pull request of an untrusted place's name; undefined for any other text. */
export function pullRequestOf(name: string): number | undefined {
  const number = Number(nameText.exec(name)?.groups?.['number']);
  return number <= maxPullRequest ? number : undefined;
}

/** Where the claims of a run lie at a remote; pull requests share one folder, so that one finds what another trained. */
export function claimPrefix(maker: Maker, key: string): string {
  return `${maker === undefined ? '' : untrusted}claims/${key}/`;
}

/** The last line before a storage: numbers are checked where they are read. */
function checked(pullRequest: number): number {
  if (!Number.isInteger(pullRequest) || pullRequest < 1 || pullRequest > maxPullRequest) {
    throw new SightlineError('internal', `'${pullRequest}' is no number of a pull request`);
  }
  return pullRequest;
}
