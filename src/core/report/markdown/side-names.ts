import type { ReportFile } from '../file/report-file.ts';
import type { ChangeFrame } from './lineage.ts';

/** What the two sides are called in a report. */
export interface SideNames {
  readonly base: string;
  readonly head: string;
}

/** As the user named them, full commit ids cut; of a pull request head is the commit that was judged. */
export function sideNames({ base, head }: Pick<ReportFile, 'base' | 'head'>, frame: Pick<ChangeFrame, 'head'> | undefined): SideNames {
  return { base: shortName(base.name), head: shortName(frame?.head ?? head.name) };
}

function shortName(name: string): string {
  return /^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 12) : name;
}
