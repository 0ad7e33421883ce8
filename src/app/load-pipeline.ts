import type { Tree } from '../core/ports.ts';
import { parseDvcConfig } from '../core/data/dvc-config.ts';
import { type DvcFile, parseDvcFile } from '../core/data/dvc-file.ts';
import { SightlineError } from '../core/errors.ts';
import { defaultFlagStyle, type FlagStyle } from '../core/pipeline/command-flags.ts';
import type { Pipeline, PipelineFile, PipelineNode } from '../core/pipeline/pipeline.ts';
import { resolvePipelineFile } from '../core/pipeline/resolve-pipeline.ts';
import { UnreadParameterFile } from '../core/pipeline/scope.ts';
import { readParameterFile } from '../core/value/read-parameter-file.ts';
import { readYamlSource, type YamlSource } from '../core/value/read-yaml.ts';
import type { ValueMap } from '../core/value/value.ts';
import { findPipelineFiles } from './find-pipeline-files.ts';

export type { Pipeline } from '../core/pipeline/pipeline.ts';

/** Reads every dvc.yaml and `.dvc` file of a tree. Throws at the first mistake, with its place. */
export async function loadPipeline(tree: Tree): Promise<Pipeline> {
  const loader = new PipelineLoader(tree);
  const nodes: PipelineNode[] = [];
  const files: PipelineFile[] = [];
  await findPipelineFiles(tree, async (path) => {
    if (path.endsWith('.dvc')) {
      const source = await loadDvcFile(tree, path);
      nodes.push({ kind: 'source', address: path, file: path, source });
      return source.outs.map((out) => out.path);
    }
    const file = await loader.load(path);
    files.push(file);
    file.stages.forEach((stage) => nodes.push({ kind: 'stage', address: stage.address, file: path, stage }));
    return file.stages.flatMap((stage) => stage.outs.map((out) => out.path));
  });
  return {
    nodes,
    files,
    stages: files.flatMap((file) => file.stages),
    sources: nodes.flatMap((node) => (node.kind === 'source' ? [node.source] : [])),
    metrics: files.flatMap((file) => file.metrics),
    params: files.flatMap((file) => file.params),
  };
}

async function loadDvcFile(tree: Tree, path: string): Promise<DvcFile> {
  return readDvcFile((await tree.readText(path)) ?? '', path);
}

/** Reads the text of a `.dvc` file. */
export function readDvcFile(text: string, path: string): DvcFile {
  const { value, place } = readYamlSource(text, path);
  return parseDvcFile(value, path, place);
}

/** Reads dvc.yaml files, each parameter file once. */
class PipelineLoader {
  readonly #tree: Tree;
  readonly #parameterFiles = new Map<string, ValueMap | undefined>();
  #flags: FlagStyle | undefined;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  async load(path: string): Promise<PipelineFile> {
    const text = (await this.#tree.readText(path)) ?? '';
    this.#flags ??= text.includes('${') ? await readFlagStyle(this.#tree) : undefined;
    const root = 'root' in this.#tree && typeof this.#tree.root === 'string' ? this.#tree.root : undefined;
    const source = { path, yaml: readPipelineYaml(text, path), flags: this.#flags ?? defaultFlagStyle, root };
    for (;;) {
      try {
        return resolvePipelineFile(source, this.#parameterFiles);
      } catch (error) {
        if (!(error instanceof UnreadParameterFile)) {
          throw error;
        }
        this.#parameterFiles.set(error.path, await this.#readParameters(error.path));
      }
    }
  }

  async #readParameters(path: string): Promise<ValueMap | undefined> {
    const text = await this.#tree.readText(path);
    if (text !== undefined) {
      return readParameterFile(text, path);
    }
    if ((await this.#tree.kind(path)) === 'folder') {
      throw new SightlineError('invalid-parameter-file', `'${path}' is a folder, and a file of parameters is needed`, {
        place: { file: path },
      });
    }
    return undefined;
  }
}

/** Between `{` and `}` of YAML, text with `${...}` needs quotes; the parser's own words don't lead there. */
function readPipelineYaml(text: string, path: string): YamlSource {
  try {
    return readYamlSource(text, path);
  } catch (error) {
    const place = error instanceof SightlineError && error.code === 'yaml-syntax' ? error.place : undefined;
    const line = place?.line === undefined ? undefined : text.split('\n')[place.line - 1];
    if (place === undefined || line?.includes('${') !== true) {
      throw error;
    }
    throw new SightlineError('yaml-syntax', error instanceof Error ? error.message : '', {
      place,
      hint: "Put text with ${...} in quotes where it stands in a {...} or [...] of YAML: {cmd: 'run ${x}'}.",
      cause: error,
    });
  }
}

/** `[parsing]` of the repository's own configuration. */
async function readFlagStyle(tree: Tree): Promise<FlagStyle> {
  const settings = new Map<string, string>();
  for (const file of ['.dvc/config', '.dvc/config.local']) {
    const text = await tree.readText(file);
    parseDvcConfig(text ?? '', file)
      .get('parsing')
      ?.forEach((value, key) => settings.set(key, value.toLowerCase()));
  }
  return {
    bool: settings.get('bool') === 'boolean_optional' ? 'boolean_optional' : 'store_true',
    list: settings.get('list') === 'append' ? 'append' : 'nargs',
  };
}
