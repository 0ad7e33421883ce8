import type { Answer } from './answer.ts';
import { simpleUser } from './user.ts';
import type { World } from './world.ts';

/** An answer of emulate's with users, bots and repositories as the twin knows them, and times as GitHub writes them. */
export function corrected(world: World, answer: Answer): Answer {
  return { ...answer, body: correctedValue(world, answer.body) };
}

function correctedValue(world: World, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => correctedValue(world, item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const record = value as Record<string, unknown>;
  if (typeof record['login'] === 'string' && 'avatar_url' in record) {
    const isOrganization = record['type'] === 'Organization' || 'members_url' in record;
    return { ...record, ...simpleUser(world.url, record['login'], isOrganization ? 'Organization' : undefined) };
  }
  const inner = Object.fromEntries(
    Object.entries(record).map(([key, item]) => [key, key.endsWith('_at') ? inSeconds(item) : correctedValue(world, item)]),
  );
  const known = typeof inner['full_name'] === 'string' ? world.repositories.get(inner['full_name']) : undefined;
  if (known === undefined) {
    return inner;
  }
  return { ...inner, private: known.isPrivate, visibility: known.isPrivate ? 'private' : 'public', fork: known.parent !== undefined };
}

function inSeconds(time: unknown): unknown {
  return typeof time === 'string' ? time.replace(/\.\d+Z$/, 'Z') : time;
}
