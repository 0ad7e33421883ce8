import { afterAll, beforeAll, expect, test } from 'vitest';
import { DvcDriver } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { loadCases } from './case.ts';
import { runCase, type Tools } from './run-case.ts';
import { dvcTool, sightlineTool, toolEnv } from './tool.ts';

const cases = await loadCases();
let driver: DvcDriver;
let tools: Tools;

beforeAll(async () => {
  driver = await DvcDriver.start(await dvcRig(), toolEnv);
  tools = { theirs: dvcTool(driver), ours: sightlineTool() };
});

afterAll(() => driver[Symbol.asyncDispose]());

test.each(cases)('$name: $about', async (which) => {
  expect(await runCase(which, tools)).toBeUndefined();
});
