import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { versitygwProgram, type S3Rig } from './s3.ts';

/** A statement of a policy, as Amazon writes it. */
export interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

/** Keys of a user. */
export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Makes users of a rig's bucket that may do what their statements say, by name, and nothing else. */
export async function addUsers<Name extends string>(
  rig: S3Rig,
  policies: Readonly<Record<Name, readonly PolicyStatement[]>>,
): Promise<Readonly<Record<Name, S3User>>> {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = rig;
  const names = Object.keys(policies) as Name[];
  const users = names.map((name): [Name, S3User] => [name, { accessKeyId: name, secretAccessKey: `secret-of-${name}` }]);
  const program = await versitygwProgram();
  for (const [, user] of users) {
    const owner = ['--access', accessKeyId, '--secret', secretAccessKey, '--endpoint-url', endpoint];
    const made = ['--access', user.accessKeyId, '--secret', user.secretAccessKey, '--role', 'user'];
    await promisify(execFile)(program, ['admin', ...owner, 'create-user', ...made]);
  }
  const statements = names.flatMap((name) => policies[name].map((statement) => ({ ...statement, Principal: { AWS: [name] } })));
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  await client.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
  );
  client.destroy();
  return Object.fromEntries(users) as Record<Name, S3User>;
}
