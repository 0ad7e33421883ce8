import { SightlineError } from '../../errors.ts';
import { placeAt } from '../../value/text-place.ts';
import { maxReportFileBytes, type ReportFile, reportFileSchema } from './report-file.ts';

/** What a folder of a report calls it. */
export const reportFileName = 'report.json';

/** Reads `report.json`, which may come from anybody. Throws `bad-report` with the place and the reason for anything that isn't one. */
export function readReportFile(bytes: Uint8Array, file: string = reportFileName): ReportFile {
  if (bytes.byteLength > maxReportFileBytes) {
    throw refuse(`holds ${bytes.byteLength} bytes, and no report has more than ${maxReportFileBytes}`, { file });
  }
  const value = parse(bytes, file);
  const found = findPrototypeKey(value);
  if (found !== undefined) {
    throw refuse(`'${found}' is no key of a report`, { file });
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version !== 1) {
    throw refuse(`is of version ${version}; this Sightline reads version 1`, { file }, 'Let the two jobs use one version of Sightline.');
  }
  const checked = reportFileSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw refuse(`${issue?.path.join('.').slice(0, 200) ?? ''}: ${issue?.message.slice(0, 300) ?? 'not valid'}`, { file });
  }
  return checked.data;
}

function parse(bytes: Uint8Array, file: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse('is no UTF-8', { file }, undefined, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = /position (\d+)/.exec(String(cause))?.[1];
    throw refuse('is no JSON', at === undefined ? { file } : placeAt(text, Number(at), file), undefined, cause);
  }
}

const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Without recursion: nesting may be as deep as the file is long. */
function findPrototypeKey(value: unknown): string | undefined {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) {
      continue;
    }
    const key = Array.isArray(one) ? undefined : Object.keys(one).find((name) => prototypeKeys.has(name));
    if (key !== undefined) {
      return key;
    }
    for (const inner of Object.values(one)) {
      open.push(inner);
    }
  }
  return undefined;
}

function refuse(what: string, place: NonNullable<SightlineError['place']>, hint?: string, cause?: unknown): SightlineError {
  return new SightlineError('bad-report', `the report ${what}`, { place, ...(hint === undefined ? {} : { hint }), cause });
}
