import type { CommandEntry } from './command.ts';

/** Every command, in the order of `sightline --help`. Each is loaded only when it is called. */
export const commands: readonly CommandEntry[] = [];
