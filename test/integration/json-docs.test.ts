import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { BucketServer } from '../support/bucket-server.ts';
import { type JsonCommand, jsonOutputs } from '../support/json-outputs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

const page = readFileSync('docs/json.md', 'utf8');
const commands = Object.keys(jsonOutputs) as JsonCommand[];

/** The first block of this language in a command's section. */
function blockOf(command: string, language: string): string {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${command}\n`)) ?? '';
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(section)?.[1] ?? '';
}

/** Names of properties in a block of types; those of indices, `[path: string]`, aren't any. */
function typedKeys(types: string): ReadonlySet<string> {
  const code = types.replaceAll(/\/\/.*$/gm, '').replaceAll(/\[\w+: string\]/g, '');
  return new Set([...code.matchAll(/(\w+|'[^']+')\??:/g)].map(([, name = '']) => name.replaceAll("'", '')));
}

function schemaKeys(schema: z.core.JSONSchema._JSONSchema): readonly string[] {
  if (typeof schema === 'boolean') {
    return [];
  }
  const parts = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...[schema.items ?? [], schema.additionalProperties ?? []].flat(),
  ];
  return [...Object.keys(schema.properties ?? {}), ...parts.flatMap(schemaKeys)];
}

describe('docs/json.md', () => {
  it('has a section for each command that writes JSON, and no other', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(commands);
  });

  it.each(commands)('names the keys of %s and shows an output of it', (command) => {
    const schema = jsonOutputs[command];
    expect([...typedKeys(blockOf(command, 'ts'))].toSorted()).toEqual(
      [...new Set(schemaKeys(z.toJSONSchema(schema, { reused: 'inline' })))].toSorted(),
    );
    schema.parse(JSON.parse(blockOf(command, 'json')));
  });

  it('says what the commands write', async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(folder.path);
    await project.create();
    const told = new Set<JsonCommand>();
    const check = async (command: JsonCommand, ...args: string[]): Promise<void> => {
      const { stdout } = await project.sightline(...command.split(' '), ...args, '--json');
      jsonOutputs[command].parse(JSON.parse(stdout));
      told.add(command);
    };
    await check('status');
    await check('plan');
    await check('train');
    await check('evaluate');
    await project.write('dvc.yaml', `${await project.read('dvc.yaml')}metrics: [eval/metrics.json, none.json]\n`);
    await project.commit('Evaluate');
    await check('register');
    await project.git('switch', '--quiet', '--create', 'better');
    await check('params set', 'skill=0.9');
    await check('status');
    await check('plan');
    await check('train');
    await check('evaluate');
    await check('metrics show', '--all-branches');
    await check('metrics diff', 'main');
    await check('params diff', 'main');
    await check('plan --base', 'main');
    await check('compare', '--base', 'main');
    await project.sightline('report', '--base', 'main');
    jsonOutputs.report.parse(JSON.parse(await project.read('report/report.json')));
    told.add('report');
    await check('dag', '--outs');
    await check('diff', 'main', '--show-hash');
    await check('diff --images', 'main');
    await check('data status', '--unchanged');
    await project.commit('Better');
    await project.git('switch', '--quiet', 'main');
    await check('checkout');
    await project.write('train.mjs', 'process.exit(7);\n');
    await check('repro', '--keep-going');
    await check('train');
    await project.sightline('remote', 'add', '-d', 'store', join(folder.path, '.git', 'remote'));
    await check('status --cloud');
    await check('push');
    await check('fetch');
    await check('pull');
    await check('gc', '--workspace', '--cloud', '--force');
    await check('verify', '--cache', '--workspace', '--remote');
    await project.write('one.txt', 'one');
    await check('add', 'one.txt');
    await project.write('one.txt', 'two');
    await check('commit', '--force', 'one.txt.dvc');
    await check('merge-driver install');
    await check('remote list');
    await project.write('outside/x.txt', 'x');
    await check('import-url', pathToFileURL(join(folder.path, 'outside/x.txt')).href, 'x.txt');
    expect(await project.read('x.txt.dvc')).toContain('path: outside/x.txt\n');
    await check('update', 'x.txt.dvc');
    await using server = await BucketServer.start();
    Object.entries({ AWS_ENDPOINT_URL: server.url, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'x' }).forEach(([key, value]) =>
      vi.stubEnv(key, value),
    );
    await project.write('sightline.yaml', `${await project.read('sightline.yaml')}storage: { buckets: [{ name: images }] }\n`);
    await check('storage provision');
    await check('doctor');
    vi.unstubAllEnvs();
    expect([...told].toSorted()).toEqual(commands.toSorted());
  });
});
