import type { GovernedChange } from '../core/github/change.ts';
import { parseDvcConfig, placeOf, type DvcConfig } from '../core/data/dvc-config.ts';
import { isSecretOption } from '../core/data/remote-options.ts';
import type { Place } from '../core/errors.ts';
import type { Spec } from '../core/spec/spec.ts';
import { judgingKeys } from './governing-spec.ts';

/** Longer values are cut, in UTF-16 units. */
const longestValue = 500;

/** A spec with the places of its keys. */
export interface PlacedSpec {
  readonly spec: Spec;
  readonly place: (path: readonly (string | number)[]) => Place;
}

/** The keys of a spec that the base branch governs and that head has otherwise. `file` is head's spec, from git's top. */
export function governedSpecChanges(base: Spec, head: PlacedSpec, file: string): readonly GovernedChange[] {
  const [ruling, proposed] = [governedKeys(base), governedKeys(head.spec)];
  return [...ruling].flatMap(([key, before]): GovernedChange[] => {
    const [was, is] = [asText(before), asText(proposed.get(key))];
    return was === is ? [] : [{ key, base: cut(was), head: cut(is), file, line: head.place(key.split('.')).line ?? null }];
  });
}

function governedKeys(spec: Spec): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...judgingKeys(spec),
    ['model.name', spec.model.name],
    ['model.task', spec.model.task],
    ['train.runsOn', spec.train.runsOn],
    ['train.allowRunsOn', spec.train.allowRunsOn],
    ['train.signedBy', spec.train.signedBy],
  ]);
}

/** Settings of DVC's configuration (where remotes are, above all) that head has otherwise: base's are used. `file` is from git's top. */
export function governedConfigChanges(base: string | undefined, head: string | undefined, file: string): readonly GovernedChange[] {
  const [ruling, proposed] = [parseDvcConfig(base ?? '', file), parseDvcConfig(head ?? '', file)];
  const settings = new Set([...settingsOf(ruling), ...settingsOf(proposed)].map((setting) => setting.join('\0')));
  return [...settings].flatMap((joined): GovernedChange[] => {
    const [section = '', option = ''] = joined.split('\0');
    const [was, is] = [asText(ruling.get(section)?.get(option)), asText(proposed.get(section)?.get(option))];
    const show = (text: string | null): string | null => (text !== null && isSecretOption(option) ? '(hidden)' : cut(text));
    const name = section.replace(/^remote "(.*)"$/, 'remote.$1');
    const line = placeOf(proposed, section, option)?.line ?? null;
    return was === is ? [] : [{ key: `${name}.${option}`, base: show(was), head: show(is), file, line }];
  });
}

function settingsOf(config: DvcConfig): readonly (readonly [section: string, option: string])[] {
  return [...config].flatMap(([section, settings]) => [...settings.keys()].map((option) => [section, option] as const));
}

function asText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function cut(text: string | null): string | null {
  return text === null || text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}
