import type { Command } from 'commander';
import { register } from '../app/register.ts';
import type { Cli } from './command.ts';
import { bringFromRemote, registerPorts } from './judge-ports.ts';
import { openProject } from './project.ts';

interface Options {
  readonly version?: string;
  readonly json?: true;
  readonly pull?: true;
}

/** `sightline register` */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[name]', 'the model (default: model.name of sightline.yaml)')
    .option('--version <v1.2.3>', 'the version (default: v0.1.0, then the next minor one)')
    .option('--pull', 'fetch what judging a commit reads and the cache lacks from the default remote')
    .option('--json', 'print JSON: name, version, tag, commit, artifact, created')
    .addHelpText('after', '\nExample:\n  $ sightline register && git push origin --tags')
    .action(async (name: string | undefined, options: Options) => {
      using project = openProject(cli);
      const registered = await register(registerPorts(project, options.pull === true ? bringFromRemote(project, cli) : undefined), {
        name,
        version: options.version,
      });
      const { tag, commit, created, artifact } = registered;
      const text = `${created ? 'Registered' : 'Already registered:'} ${tag} (${artifact.path}, ${artifact.md5}) at ${commit.slice(0, 12)}\n`;
      cli.console.result(options.json === true ? `${JSON.stringify(registered)}\n` : text);
    });
}
