import { isOutside, joinFromRoot, parentOf } from '../../core/data/root-path.ts';
import type { SightlineError } from '../../core/errors.ts';
import type { CheckAnnotation } from '../../core/github-ports.ts';
import type { HeldReport } from '../../core/report/file/hold-to-base.ts';
import { annotateGates } from '../../core/report/gate-annotations.ts';
import { annotateParameters } from '../../core/report/parameter-annotations.ts';
import type { RepositoryFiles } from '../../core/report-ports.ts';
import { readYamlSource, type YamlSource } from '../../core/value/read-yaml.ts';
import type { Ruling } from './base-specs.ts';

/**
 * The lines that a check points at: gates that don't hold, and then the parameters that head changed. Only where there are such gates,
 * one file of head is read: its parameters, and where it has none that changed, or changes the gates, its spec. Base's spec stands in
 * for head's otherwise.
 */
export async function pointAtGates(
  files: RepositoryFiles,
  head: string,
  held: HeldReport,
  ruling: Ruling,
): Promise<readonly CheckAnnotation[]> {
  const { comparison, changedKeys } = held;
  if (comparison.gates.every(({ outcome }) => outcome === 'pass')) {
    return [];
  }
  const read = (path: string): Promise<YamlSource | undefined> => readOrNothing(files, path, head);
  const file = changedKeys.length === 0 ? parameterFile(held) : undefined;
  const spec = file === undefined ? await read(ruling.path) : undefined;
  const ofGates = annotateGates(comparison.gates, comparison.task, ruling.path, spec ?? readYamlSource(ruling.text, ruling.path));
  if (file === undefined) {
    return ofGates;
  }
  const path = joinFromRoot(parentOf(ruling.path), file);
  const parameters = await read(path);
  const changes = held.parameters.changes.filter((one) => one.file === file);
  return parameters === undefined ? ofGates : [...ofGates, ...annotateParameters(changes, path, parameters)];
}

/** Where the spec of the base branch can't be read. */
export function pointAtProblem({ place, message, code }: SightlineError): readonly CheckAnnotation[] {
  const title = 'The spec of the base branch';
  return place === undefined ? [] : [{ path: place.file, line: place.line ?? 1, level: 'failure', title, message: `${message} [${code}]` }];
}

/** A name out of a report, so it is only read where it is one of YAML in the project. */
function parameterFile({ parameters }: HeldReport): string | undefined {
  return parameters.changes
    .map(({ file }) => file)
    .find((file) => /^[\w./-]{1,200}\.ya?ml$/.test(file) && !isOutside(joinFromRoot('.', file)));
}

/** Head's file may be of any size and content: what can't be read is pointed at nowhere, and keeps nothing from being said. */
async function readOrNothing(files: RepositoryFiles, path: string, head: string): Promise<YamlSource | undefined> {
  try {
    const text = await files.readText(path, head);
    return text === undefined ? undefined : readYamlSource(text, path);
  } catch {
    return undefined;
  }
}
