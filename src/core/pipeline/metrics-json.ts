import type { SightlineError } from '../errors.ts';
import type { Value, ValueMap } from '../value/value.ts';
import type { FileReading, RevisionReading } from './metrics.ts';

/** Readings as the JSON of `metrics show` has them: revision, `data`, path, `data`, or an `error` at either level. */
export function readingsValue(readings: ReadonlyMap<string, RevisionReading>, show: (path: string) => string): ValueMap {
  return new Map([...readings].map(([revision, reading]): [string, Value] => [revision, revisionValue(reading, show)]));
}

function revisionValue(reading: RevisionReading, show: (path: string) => string): ValueMap {
  if ('error' in reading) {
    return new Map([['error', errorValue(reading.error)]]);
  }
  const files = [...reading.files].map(([path, file]): [string, Value] => [show(path), fileValue(file)]);
  return new Map([['data', new Map(files)]]);
}

function fileValue(file: FileReading): ValueMap {
  return new Map('data' in file ? [['data', file.data]] : [['error', errorValue(file.error)]]);
}

/** `type` is DVC's name where a file is missing or broken, else our code. */
function errorValue(error: SightlineError): ValueMap {
  return new Map([
    ['type', errorType(error)],
    ['msg', error.message],
  ]);
}

function errorType(error: SightlineError): string {
  const extension = /\.([^./]*)$/.exec(error.place?.file ?? '')?.[1]?.toLowerCase();
  switch (error.code) {
    case 'missing-file':
      return 'FileNotFoundError';
    case 'yaml-syntax':
      return 'YAMLFileCorruptedError';
    case 'invalid-parameter-file':
      return extension === 'json' ? 'JSONFileCorruptedError' : extension === 'toml' ? 'TOMLFileCorruptedError' : 'PythonFileCorruptedError';
    default:
      return error.code;
  }
}
