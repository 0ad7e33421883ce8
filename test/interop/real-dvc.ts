import { afterAll, beforeAll } from 'vitest';
import { DvcDriver } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { type Tool, toolEnv } from './tool.ts';

/** Real DVC for the tests of a file or of a `describe`: started before them, ended after them. */
export function realDvc(): Tool {
  let driver: DvcDriver | undefined;
  beforeAll(async () => {
    driver = await DvcDriver.start(await dvcRig(), toolEnv);
  });
  afterAll(async () => {
    await driver?.[Symbol.asyncDispose]();
  });
  return {
    name: 'theirs',
    run: async (args, cwd) => {
      if (driver === undefined) {
        throw new Error('DVC is asked before the tests have begun');
      }
      return driver.run('dvc', args, cwd);
    },
  };
}
