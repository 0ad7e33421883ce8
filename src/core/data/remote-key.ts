const leadsOutText = /^\/|(?:^|\/)\.{1,2}(?:\/|$)|\0/;

/** Whether a key of a remote, or the start of one, would lead out of the folder that it counts from. */
export function leadsOut(key: string): boolean {
  return leadsOutText.test(key);
}
