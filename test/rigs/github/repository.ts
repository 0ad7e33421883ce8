import { simpleUser } from './user.ts';
import type { Handlers } from './world.ts';

/** What a role allows, by the five names that the API shows. */
const roleNames = ['pull', 'triage', 'push', 'maintain', 'admin'] as const;
const roleLevels = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 } as const;
/** The old names of roles, which `permission` still has. */
const oldNames = { read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' } as const;

/** The repository itself and who may do what in it. */
export const repositoryHandlers: Handlers = {
  'GET /rate_limit': () => {
    const limit = { limit: 1000, used: 1, remaining: 999, reset: Math.ceil(Date.now() / 1000) + 3600 };
    return { status: 200, body: { resources: { core: limit, search: limit }, rate: limit } };
  },
  'GET /repos/{owner}/{repo}': async (call) => {
    const { status, body } = await call.forward();
    return { status, body: { ...(body as object), network_count: 0, subscribers_count: 0 } };
  },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': (call) => {
    const login = call.params['username'] ?? '';
    const role = call.repository.roles.get(login) ?? (call.repository.isPrivate ? undefined : 'read');
    const level = role === undefined ? 0 : roleLevels[role];
    const permissions = Object.fromEntries(roleNames.map((name, at) => [name, at < level]));
    const permission = role === undefined ? 'none' : oldNames[role];
    const name = role ?? 'none';
    return {
      status: 200,
      body: { permission, role_name: name, user: { ...simpleUser(call.world.url, login), permissions, role_name: name } },
    };
  },
};
