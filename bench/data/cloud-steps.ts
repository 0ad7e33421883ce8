import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rcloneProgram, s3Rig } from '../../test/rigs/s3.ts';
import type { BenchCommand } from '../measure.ts';
import type { Contestant, Step } from './contest.ts';
import { type Bench, both, fresh, trashOf, warmed } from './local-steps.ts';
import type { Repository } from './repository.ts';
import { moveAway } from './trash.ts';

/** A real S3 server, and rclone beside DVC as a peer. */
export interface Cloud extends AsyncDisposable {
  /** Where the bucket's files lie. */
  readonly folder: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly env: Readonly<Record<string, string>>;
  readonly rclone: string;
  readonly rcloneVersion: string;
}

/** Starts the server; both peers are installed when they aren't there. */
export async function openCloud(): Promise<Cloud> {
  const rclone = await rcloneProgram();
  const rig = await s3Rig();
  const [, rcloneVersion = ''] = /rclone v(\S+)/.exec(execFileSync(rclone, ['--version'], { encoding: 'utf8' })) ?? [];
  const env = {
    ...rig.env,
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_RIG_TYPE: 's3',
    RCLONE_CONFIG_RIG_PROVIDER: 'Other',
    RCLONE_CONFIG_RIG_ENDPOINT: rig.endpoint,
    RCLONE_CONFIG_RIG_ENV_AUTH: 'true',
  };
  const { folder, endpoint, bucket } = rig;
  return { folder, endpoint, bucket, env, rclone, rcloneVersion, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

/** The settings of a remote that a repository has in the bucket. */
export function cloudSettings(cloud: Cloud, name: string): ReadonlyMap<string, string> {
  return new Map([
    ['url', `s3://${cloud.bucket}/${name}`],
    ['endpointurl', cloud.endpoint],
    ['access_key_id', cloud.env['AWS_ACCESS_KEY_ID'] ?? ''],
    ['secret_access_key', cloud.env['AWS_SECRET_ACCESS_KEY'] ?? ''],
  ]);
}

/** The same on a bucket. */
export function cloudSteps(bench: Bench, cloud: Cloud): readonly Step[] {
  const bucketFolder = (name: string): string => join(cloud.folder, name);
  const empty = (name: string): void => moveAway(bucketFolder(name), join(cloud.folder, '../../trash'));
  const put = ['copy', '--transfers', '32', bench.images, `rig:${cloud.bucket}/rclone`];
  const target = join(bench.folder, 'rclone');
  const get = ['copy', '--transfers', '32', `rig:${cloud.bucket}/rclone`, target];
  const rclone = (args: readonly string[], prepare: () => void): Contestant => ({
    name: 'rclone',
    prepare,
    command: { command: cloud.rclone, args, cwd: bench.folder, env: cloud.env },
  });
  return [
    {
      what: 'push to S3',
      ...withRclone(
        both(bench, ['push', '--quiet', '--remote', 'cloud'], (repository) => empty(repository.name)),
        rclone(put, () => empty('rclone')),
      ),
      goal: '3x DVC, not slower than rclone',
    },
    {
      what: 'no-op push to S3',
      ...withRclone(
        both(bench, ['push', '--quiet', '--remote', 'cloud'], warmed(['push', '--quiet', '--remote', 'cloud'])),
        rclone(['sync', ...put.slice(1)], () => {}),
      ),
      floor: { name: 'floor', command: listing(bench, cloud, bench.ours) },
      goal: '4x DVC',
    },
    {
      what: 'fresh pull from S3',
      ...withRclone(
        both(bench, ['pull', '--quiet', '--remote', 'cloud'], fresh),
        rclone(get, () => {
          moveAway(target, trashOf(bench));
          mkdirSync(target);
        }),
      ),
      goal: '5x DVC, not slower than rclone',
    },
  ];
}

function withRclone(step: Pick<Step, 'ours' | 'peers'>, peer: Contestant): Pick<Step, 'ours' | 'peers'> {
  return { ...step, peers: [...step.peers, peer] };
}

/** One parallel listing of the keys. */
function listing(bench: Bench, cloud: Cloud, { name }: Repository): BenchCommand {
  const args = [resolve('bench/data/list-keys.mjs'), cloud.endpoint, cloud.bucket, `${name}/files/md5/`];
  return { command: process.execPath, args, cwd: bench.folder, env: cloud.env };
}
