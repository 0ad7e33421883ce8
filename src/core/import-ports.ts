import type { ImportPlace, SourceFile, SourceState } from './data/import-source.ts';
import type { SourceConfig } from './data/source-config.ts';
import type { Downloaded, TransferOptions } from './remote-ports.ts';

/** Data somewhere else, which is imported. Failures that may pass are tried again inside. */
export interface ImportSource {
  /** How many downloads at once are fastest. */
  readonly concurrency: number;
  /** What is there now; undefined when nothing is. */
  state(signal?: AbortSignal): Promise<SourceState | undefined>;
  /** Writes a file's bytes to `target`, a new file; undefined when it isn't there any more, or is another than `state` told of. */
  download(file: SourceFile, target: string, options?: TransferOptions): Promise<Downloaded | undefined>;
}

/** Everything that can be imported. */
export interface ImportSources {
  /** `config` says how the place is asked, such as for each file by its version. Throws `unknown-remote`, `unsupported-remote`, `invalid-config`. */
  open(place: ImportPlace, config: SourceConfig): Promise<ImportSource>;
}
