import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { runProcess, sightlineTool, succeeded, type Tool } from './tool.ts';

let rig: S3Rig;
let root: string;
let ours: Tool;

beforeAll(async () => {
  rig = await s3Rig({ bucket: 'kept' });
  root = await mkdtemp(join(tmpdir(), 'sightline-provision-'));
  ours = sightlineTool({ ...rig.env, AWS_ENDPOINT_URL: rig.endpoint });
  succeeded(await runProcess('git', ['init', '-q'], root));
  succeeded(await ours.run(['init', '-q'], root));
  succeeded(await ours.run(['remote', 'add', 'store', 's3://kept/data'], root));
  succeeded(await ours.run(['remote', 'modify', 'store', 'endpointurl', rig.endpoint], root));
});

afterAll(async () => {
  await rig?.[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

async function ask(buckets: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await writeFile(
    join(root, 'sightline.yaml'),
    `version: 1
model: { name: toy, task: classification, artifact: model.txt }
data: { test: { labels: labels.csv } }
evaluate: { predictions: predictions.json }
storage:
  buckets:
${buckets}`,
  );
}

async function isVersioned(bucket: string): Promise<boolean> {
  const { accessKeyId, secretAccessKey } = rig;
  const client = new S3Client({
    endpoint: rig.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  client.destroy();
  return Status === 'Enabled';
}

test('a real server: shown first, made with --yes, nothing to do after that', async () => {
  await ask('    - { remote: store, versioning: true }\n    - { name: fresh, versioning: true }\n');
  const shown = succeeded(await ours.run(['storage', 'provision', '--json'], root));
  expect(JSON.parse(shown.stdout)).toEqual({
    buckets: [
      { bucket: 'kept', changes: ['~ versioning: off -> on'] },
      { bucket: 'fresh', changes: ['+ create the bucket', '~ versioning: off -> on'] },
    ],
    applied: false,
  });
  const unasked = await ours.run(['storage', 'provision'], root);
  expect([unasked.code, unasked.stdout]).toEqual([2, expect.stringContaining('fresh:\n  + create the bucket\n')]);
  expect(await isVersioned('kept')).toBe(false);
  succeeded(await ours.run(['storage', 'provision', '--yes'], root));
  expect([await isVersioned('kept'), await isVersioned('fresh')]).toEqual([true, true]);
  expect(succeeded(await ours.run(['storage', 'provision', '--yes'], root)).stdout).toBe('Nothing to do.\n');
});

test('what the server does not have is said, and nothing is changed', async () => {
  await ask(
    '    - { name: other, versioning: true }\n    - { name: fresh, lifecycle: { abortUploads: 7 }, encryption: { type: AES256 } }\n',
  );
  const { code, stderr } = await ours.run(['storage', 'provision', '--yes'], root);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/'fresh' can't be set up: the server has no/)]);
  await expect(isVersioned('other')).rejects.toThrow(expect.objectContaining({ name: 'NoSuchBucket' }));
});

test('credentials of somebody else', async () => {
  await ask('    - { name: kept, versioning: true }\n');
  const stranger = sightlineTool({ ...rig.env, AWS_SECRET_ACCESS_KEY: 'wrong', AWS_ENDPOINT_URL: rig.endpoint });
  const { code, stderr } = await stranger.run(['storage', 'provision', '--yes'], root);
  expect([code, stderr]).toEqual([3, expect.stringMatching(/'kept' belongs to somebody else, or these credentials/)]);
});
