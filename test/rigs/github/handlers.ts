import { checkHandlers } from './checks.ts';
import { commentHandlers } from './comments.ts';
import { commitHandlers } from './commit-answers.ts';
import { contentHandlers } from './contents.ts';
import { deploymentHandlers } from './deployments.ts';
import { dispatchHandlers } from './dispatches.ts';
import { environmentHandlers } from './environments.ts';
import { issueHandlers } from './issues.ts';
import { pullHandlers } from './pulls.ts';
import { releaseHandlers } from './releases.ts';
import { repositoryHandlers } from './repository.ts';
import { runHandlers } from './runs.ts';
import { settingHandlers } from './settings.ts';
import { statusHandlers } from './statuses.ts';
import type { Handlers } from './world.ts';

/** The operations that the twin answers itself; emulate answers the others. */
export const handlers: Handlers = {
  ...checkHandlers,
  ...commentHandlers,
  ...commitHandlers,
  ...contentHandlers,
  ...deploymentHandlers,
  ...dispatchHandlers,
  ...environmentHandlers,
  ...issueHandlers,
  ...pullHandlers,
  ...releaseHandlers,
  ...repositoryHandlers,
  ...runHandlers,
  ...settingHandlers,
  ...statusHandlers,
};
