import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where real tools that tests run against are kept from one run to the next. */
export function rigsFolder(): string {
  const named = process.env['SIGHTLINE_RIGS'];
  return named ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sightline-rigs');
}
