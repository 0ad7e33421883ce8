import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { goProgram } from './go-program.ts';

const run = promisify(execFile);

const pins = {
  versitygw: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
  rclone: 'github.com/rclone/rclone@v1.76.0',
} as const;

/** The real S3 server, built with Go on the first call on a machine. Answers the program. */
export async function versitygwProgram(): Promise<string> {
  return goProgram({ folder: 's3', name: 'versitygw', pin: pins.versitygw });
}

/** rclone, the peer of benchmarks. Answers the program. */
export async function rcloneProgram(): Promise<string> {
  return goProgram({ folder: 's3', name: 'rclone', pin: pins.rclone });
}

/** A running server with one bucket. */
export interface S3Rig extends AsyncDisposable {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a process, DVC among them, needs to be let in, without settings of this machine's user. */
  readonly env: Readonly<Record<string, string>>;
  /** The certificate's file, of a server that speaks https. */
  readonly certificate?: string;
  /** Where the bucket's files lie: each object is a file. */
  readonly folder: string;
}

/** What kind of server to start. */
export interface S3RigOptions {
  readonly bucket?: string;
  /** The bucket keeps versions. */
  readonly versioned?: boolean;
  /** It speaks https, with a certificate that it signed itself. */
  readonly tls?: boolean;
}

const keys = { accessKeyId: 'rig-access', secretAccessKey: 'rig-secret-of-tests' } as const;

/** Starts versitygw on a free port of this machine, in temporary folders that go with it. */
export async function s3Rig({ bucket = 'rig', versioned = false, tls = false }: S3RigOptions = {}): Promise<S3Rig> {
  const program = await versitygwProgram();
  const temporary = temporaryFolder();
  const [data, versions] = [join(temporary.path, 'data'), join(temporary.path, 'versions')];
  [data, versions].forEach((folder) => mkdirSync(folder));
  const port = await freePort();
  const certificate = tls ? await selfSigned(temporary.path) : undefined;
  const files = certificate === undefined ? [] : ['--cert', certificate, '--key', keyOf(certificate)];
  mkdirSync(join(temporary.path, 'accounts'));
  const args = [
    '--iam-dir',
    join(temporary.path, 'accounts'),
    '--port',
    `127.0.0.1:${port}`,
    '--quiet',
    '--keep-alive',
    ...files,
    'posix',
    '--versioning-dir',
    versions,
    data,
  ];
  const server = spawn(program, args, {
    env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const dispose = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    temporary[Symbol.dispose]();
  };
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  try {
    await Promise.race([waitUntilUp(port), ended.then(async () => Promise.reject(new Error('versitygw ended at once')))]);
    await makeBucket(endpoint, bucket, versioned);
  } catch (error) {
    await dispose();
    throw error;
  }
  const env = {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(temporary.path, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(temporary.path, 'no-credentials'),
  };
  const signed = certificate === undefined ? {} : { certificate };
  return { endpoint, bucket, ...keys, env, ...signed, folder: join(data, bucket), [Symbol.asyncDispose]: dispose };
}

/** Answers the certificate's file, whose key lies beside it. */
async function selfSigned(folder: string): Promise<string> {
  const certificate = join(folder, 'certificate.pem');
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    keyOf(certificate),
    '-out',
    certificate,
    ...names,
  ]);
  return certificate;
}

function keyOf(certificate: string): string {
  return `${certificate}.key`;
}

/** Makes another bucket of a running server. */
export async function makeBucket(endpoint: string, bucket: string, versioned: boolean): Promise<void> {
  const requestHandler = { httpsAgent: { rejectUnauthorized: false } };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys, requestHandler });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  if (versioned) {
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  client.destroy();
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until something listens there. */
export async function waitUntilUp(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`nothing answers at port ${port}`);
}
