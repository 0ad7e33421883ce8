import { joinFromRoot, parentOf } from '../data/root-path.ts';
import { SightlineError } from '../errors.ts';
import type { YamlSource } from '../value/read-yaml.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { buildStage } from './build-stage.ts';
import type { FlagStyle } from './command-flags.ts';
import { fillIn, fillInAsText, type Allowed, type Templating } from './interpolation.ts';
import { pipelineShape } from './pipeline-shape.ts';
import type { ArtifactDefinition, PipelineFile, PlotDefinition, UsedVariables } from './pipeline.ts';
import { noVariables, withDefaultFile, withVariables, type ParameterFileContents, type Scope } from './scope.ts';
import { checkShape, describeValue, type ValuePath } from './shape.ts';
import { expandForeach, expandMatrix, isGroup, type GroupMember } from './stage-group.ts';
import type { Stage } from './stage.ts';
import { toValue, type Variable } from './variable.ts';

/** A dvc.yaml as read, and what it is resolved with. */
export interface PipelineSource {
  /** From the root. */
  readonly path: string;
  readonly yaml: YamlSource;
  readonly flags: FlagStyle;
  /** The absolute path of the root where it is known: then absolute paths below it are told from others. */
  readonly root: string | undefined;
}

/**
 * Resolves a dvc.yaml: variables are filled in, foreach and matrix expanded. Throws `invalid-pipeline` or
 * `invalid-template` with the place, and `UnreadParameterFile` for a parameter file that `files` has no answer for.
 */
export function resolvePipelineFile(source: PipelineSource, files: ParameterFileContents): PipelineFile {
  return new Resolver(source, files).resolve();
}

/** More stages in one file are a mistake or an attack. */
const mostStages = 50_000;

interface Member {
  readonly name: string;
  readonly definition: ValueMap;
  readonly at: ValuePath;
  readonly scope: Scope;
}

class Resolver {
  readonly #source: PipelineSource;
  readonly #files: ParameterFileContents;
  readonly #folder: string;
  #stages = 0;

  constructor(source: PipelineSource, files: ParameterFileContents) {
    this.#source = source;
    this.#files = files;
    this.#folder = parentOf(source.path);
  }

  resolve(): PipelineFile {
    const { path, yaml } = this.#source;
    const top: ValueMap = yaml.value === null ? new Map() : this.#checked();
    const scope = this.#topScope(top);
    const groups = new Map<string, readonly string[]>();
    const variables = new Map<string, UsedVariables>();
    const stages = [...mapOf(top.get('stages'))].flatMap(([name, definition]) => {
      const members = this.#members(name, mapOf(definition), scope);
      this.#count(name, members);
      const made = members.map((member) => this.#stage(member, variables));
      if (isGroup(definition)) {
        groups.set(
          name,
          made.map((stage) => stage.address),
        );
      }
      return made;
    });
    const templating = this.#templating(scope);
    return {
      path,
      stages,
      groups,
      variables,
      metrics: this.#paths(templating, top, 'metrics'),
      params: this.#paths(templating, top, 'params'),
      plots: listOf(top.get('plots')).flatMap((plot, index) => plotsOf(fillIn(templating, plot, ['plots', index], 'anything'))),
      artifacts: [...mapOf(top.get('artifacts'))].map(([name, artifact]) => this.#artifact(templating, name, artifact)),
      placeOf: (stage, definition) => yaml.place(outputPath(yaml.value, stage, definition)),
    };
  }

  #count(name: string, members: readonly Member[]): void {
    this.#stages += members.length;
    if (this.#stages > mostStages) {
      throw new SightlineError('invalid-pipeline', `more than ${mostStages} stages`, { place: this.#source.yaml.place(['stages', name]) });
    }
  }

  #checked(): ValueMap {
    checkShape(this.#source.yaml, pipelineShape, 'invalid-pipeline');
    return mapOf(this.#source.yaml.value);
  }

  #topScope(top: ValueMap): Scope {
    const source = { files: this.#files, place: this.#source.yaml.place };
    const scope = withDefaultFile(noVariables, source, this.#folder);
    return withVariables(scope, source, { items: top.get('vars') ?? [], at: ['vars'], folder: this.#folder, stage: undefined });
  }

  /** A definition's stages: itself, or those of its group. */
  #members(name: string, definition: ValueMap, scope: Scope): Member[] {
    const at = ['stages', name];
    if (name === '' || name.includes('@')) {
      throw new SightlineError('invalid-pipeline', `'${name}' can't be the name of a stage`, {
        place: this.#source.yaml.place(at),
        hint: "Use letters, digits, '-' and '_'; '@' is kept for the stages of foreach and matrix.",
      });
    }
    const over = definition.get('foreach');
    const matrix = definition.get('matrix');
    const templating = this.#templating(scope);
    if (over !== undefined) {
      const members = expandForeach(templating, over, [...at, 'foreach']);
      return members.map((member) =>
        this.#groupMember(name, member, { scope, definition: mapOf(definition.get('do')), at: [...at, 'do'] }),
      );
    }
    if (isMap(matrix)) {
      const template = new Map([...definition].filter(([key]) => key !== 'matrix'));
      const members = expandMatrix(templating, matrix, [...at, 'matrix']);
      return members.map((member) => this.#groupMember(name, member, { scope, definition: template, at }));
    }
    return [{ name, definition, at, scope }];
  }

  #groupMember(group: string, { key, variables }: GroupMember, template: Omit<Member, 'name'>): Member {
    const { scope } = template;
    const entries = new Map([...scope.variables.entries, ...variables]);
    return {
      ...template,
      name: `${group}@${key}`,
      scope: { ...scope, variables: { ...scope.variables, entries }, reserved: [...variables.keys()] },
    };
  }

  #stage({ name, definition, at, scope }: Member, variables: Map<string, UsedVariables>): Stage {
    const place = this.#source.yaml.place;
    const written = definition.get('wdir');
    const wdir = typeof written === 'string' ? fillInAsText(this.#templating(scope), written, [...at, 'wdir']) : undefined;
    const inner = withVariables(
      scope,
      { files: this.#files, place },
      { items: definition.get('vars') ?? [], at: [...at, 'vars'], folder: joinFromRoot(this.#folder, wdir ?? '.'), stage: name },
    );
    const used = new Map<string, Map<string, Value>>();
    const templating: Templating = { ...this.#templating(inner), onUse: (variable) => noteUse(used, variable) };
    const filled = [...definition]
      .filter(([key]) => key !== 'vars' && key !== 'matrix')
      .map(([key, value]): [string, Value] => [key, fillIn(templating, value, [...at, key], allowedIn(key))]);
    const { path: file, root } = this.#source;
    const stage = buildStage({ name, file, wdir, definition: new Map(filled), at, place, root });
    if (used.size > 0) {
      variables.set(stage.address, used);
    }
    return stage;
  }

  #paths(templating: Templating, top: ValueMap, key: 'metrics' | 'params'): string[] {
    return listOf(top.get(key)).map((path, index) =>
      joinFromRoot(this.#folder, this.#text(fillIn(templating, path, [key, index], 'anything'), [key, index])),
    );
  }

  #artifact(templating: Templating, name: string, artifact: Value): ArtifactDefinition {
    const at = ['artifacts', name];
    const filled = mapOf(fillIn(templating, artifact, at, 'anything'));
    const definition = this.#text(filled.get('path') ?? null, [...at, 'path']);
    const [type, desc, labels, meta] = ['type', 'desc', 'labels', 'meta'].map((key) => filled.get(key));
    return {
      name: fillInAsText(templating, name, at),
      path: joinFromRoot(this.#folder, definition),
      definition,
      labels: listOf(labels).map((label, index) => this.#text(label, [...at, 'labels', index])),
      ...(typeof type === 'string' ? { type } : {}),
      ...(typeof desc === 'string' ? { desc } : {}),
      ...(meta === undefined || meta === null ? {} : { meta }),
    };
  }

  #text(value: Value, at: ValuePath): string {
    if (typeof value !== 'string') {
      throw new SightlineError('invalid-pipeline', `'${at.join('.')}' must be text, not ${describeValue(value)}`, {
        place: this.#source.yaml.place(at),
      });
    }
    return value;
  }

  #templating(scope: Scope): Templating {
    return { scope: scope.variables, flags: this.#source.flags, place: this.#source.yaml.place };
  }
}

function allowedIn(key: string): Allowed {
  return key === 'cmd' ? 'command' : 'single';
}

/** Mappings as a whole aren't counted as used, as in DVC. */
function noteUse(used: Map<string, Map<string, Value>>, variable: Variable): void {
  const { source, isFile, path } = variable.origin;
  if (isFile && source !== undefined && variable.kind !== 'dict') {
    used.set(source, (used.get(source) ?? new Map<string, Value>()).set(path.join('.'), toValue(variable)));
  }
}

function plotsOf(plot: Value): PlotDefinition[] {
  return isMap(plot)
    ? [...plot].map(([id, props]) => ({ id, props: isMap(props) ? props : undefined }))
    : typeof plot === 'string'
      ? [{ id: plot, props: undefined }]
      : [];
}

/** Where the file has an output of a stage, or else the stage: paths with variables aren't found as they were filled in. */
function outputPath(file: Value, stage: Stage, definition: string | undefined): ValuePath {
  const group = mapOf(mapOf(file).get('stages'));
  const name = group.has(stage.name) ? stage.name : stage.name.slice(0, stage.name.indexOf('@'));
  const template = mapOf(group.get(name));
  const at: ValuePath = template.has('do') ? ['stages', name, 'do'] : ['stages', name];
  const entries = template.has('do') ? mapOf(template.get('do')) : template;
  for (const key of ['outs', 'metrics', 'plots', 'deps']) {
    const index = listOf(entries.get(key)).findIndex((entry) => (isMap(entry) ? entry.has(definition ?? '') : entry === definition));
    if (index >= 0) {
      return [...at, key, index];
    }
  }
  return ['stages', name];
}

function mapOf(value: Value | undefined): ValueMap {
  return isMap(value) ? value : new Map<string, Value>();
}

function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}
