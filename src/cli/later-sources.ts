import type { ImportSources } from '../core/import-ports.ts';
import type { Cli } from './command.ts';
import type { OpenProject } from './project.ts';

/** Where imports came from, for commands that seldom have to ask: nothing is loaded until then. */
export function laterSources(project: OpenProject, cli: Cli): ImportSources {
  return {
    open: async (place, config) => (await import('./import-sources.ts')).createImportSources(project, cli.env).open(place, config),
  };
}
