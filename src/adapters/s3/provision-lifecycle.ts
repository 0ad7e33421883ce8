import type { LifecycleRule as SourceRule } from '@aws-sdk/client-s3';
import { describeRule, type LifecycleRule, type WantedRule } from '../../core/storage/bucket-plan.ts';

/** A rule as the server has it; one that isn't exactly as we make them has no effect that we know. */
export function readRule(source: SourceRule): LifecycleRule {
  const id = source.ID ?? '';
  const known = knownRules(source).find((rule) => isSame(writeRule(rule), source));
  return { id, effect: known === undefined ? undefined : describeRule(known), source };
}

function knownRules(source: SourceRule): readonly WantedRule[] {
  const id = source.ID ?? '';
  const { Days: days } = source.Expiration ?? {};
  const { DaysAfterInitiation: abort } = source.AbortIncompleteMultipartUpload ?? {};
  return [
    ...(days === undefined ? [] : [{ id, kind: 'expire', prefix: source.Filter?.Prefix ?? '', days } as const]),
    ...(abort === undefined ? [] : [{ id, kind: 'abort-uploads', days: abort } as const]),
  ];
}

function isSame(a: SourceRule, b: SourceRule): boolean {
  return spell(a) === spell(b);
}

/** All that a rule says but its name. */
function spell({ Status, Filter, Expiration, AbortIncompleteMultipartUpload, ...rest }: SourceRule): string {
  const parts = [Status, Filter?.Prefix ?? '', Expiration?.Days, AbortIncompleteMultipartUpload?.DaysAfterInitiation];
  const others = Object.entries(rest).filter(([key, value]) => key !== 'ID' && value !== undefined);
  return JSON.stringify([parts, others, Filter?.Tag, Filter?.And, Filter?.ObjectSizeGreaterThan, Filter?.ObjectSizeLessThan]);
}

/** A rule in the server's words. */
export function writeRule(rule: WantedRule): SourceRule {
  const common = { ID: rule.id, Status: 'Enabled' } as const;
  return rule.kind === 'expire'
    ? { ...common, Filter: { Prefix: rule.prefix }, Expiration: { Days: rule.days } }
    : { ...common, Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.days } };
}
