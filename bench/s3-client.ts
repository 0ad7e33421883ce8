/**
 * What S3 costs the client: CPU seconds of this process for small objects in memory, so without the disk, ours beside
 * Amazon's SDK, against a server that does nothing and against versitygw; the limit is bare undici, which neither signs nor
 * checks.
 */
import { createHash, randomBytes } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { Agent } from 'undici';
import { createS3Storage } from '../src/adapters/s3/s3-storage.ts';
import { s3Rig } from '../test/rigs/s3.ts';
import { median } from './measure.ts';
import { report, type BenchLine } from './results.ts';

const objects = 2000;
const bytes = 30_000;
const runs = 3;
const atOnce = 32;
const content = randomBytes(bytes);

interface Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Client {
  put(key: string): Promise<unknown>;
  get(key: string): Promise<unknown>;
}

if (process.argv.includes('serve')) {
  serve();
} else {
  await compare();
}

async function compare(): Promise<void> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: [] });
  try {
    await using rig = await s3Rig();
    const nothing = { endpoint: await addressOf(child), bucket: 'null', accessKeyId: 'a', secretAccessKey: 'b' };
    const lines = [...(await measure('a server that does nothing', nothing)), ...(await measure('versitygw', rig))];
    await report('s3-client', lines, { '@aws-sdk/client-s3': '3.1175.0', undici: '8.13.1' });
  } finally {
    child.kill();
  }
}

async function measure(name: string, server: Server): Promise<readonly BenchLine[]> {
  const clients = { ours: ours(server), peer: sdk(server), ...(server.bucket === 'null' ? { limit: bare(server) } : {}) };
  const costs = { put: { ours: [], peer: [], limit: [] }, get: { ours: [], peer: [], limit: [] } } as Record<
    'put' | 'get',
    Record<'ours' | 'peer' | 'limit', number[]>
  >;
  for (let round = -1; round < runs; round += 1) {
    for (const [side, client] of Object.entries(clients) as [keyof typeof costs.put, Client][]) {
      const put = await cpuSeconds(async (at) => client.put(`files/${at}`));
      const get = await cpuSeconds(async (at) => client.get(`files/${at}`));
      if (round >= 0) {
        costs.put[side].push(put);
        costs.get[side].push(get);
      }
    }
  }
  return (['put', 'get'] as const).map((verb) => ({
    what: `${verb} of ${objects} objects of ${bytes / 1000} KB, ${name}`,
    ours: median(costs[verb].ours),
    peer: median(costs[verb].peer),
    peerName: 'AWS SDK',
    limit: costs[verb].limit.length === 0 ? null : median(costs[verb].limit),
    unit: 's CPU',
    goal: '',
  }));
}

async function cpuSeconds(work: (at: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await pMap(Array.from({ length: objects }).keys(), work, { concurrency: atOnce });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function ours({ endpoint, bucket, accessKeyId, secretAccessKey }: Server): Client {
  const keys = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
  const storage = createS3Storage({ kind: 's3', url: `s3://${bucket}`, bucket, prefix: '', endpointurl: endpoint, ...keys }, {});
  return { put: async (key) => storage.write(key, content), get: async (key) => storage.read(key, bytes) };
}

function sdk({ endpoint, bucket, ...credentials }: Server): Client {
  const requestHandler = { httpAgent: { keepAlive: true, maxSockets: atOnce } };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, requestHandler });
  return {
    put: async (key) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content })),
    get: async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body?.transformToByteArray();
    },
  };
}

function bare({ endpoint, bucket }: Server): Client {
  const agent = new Agent({ connections: atOnce });
  return {
    put: async (key) => {
      const response = await agent.request({ origin: endpoint, path: `/${bucket}/${key}`, method: 'PUT', body: content });
      await response.body.dump();
    },
    get: async (key) => {
      const response = await agent.request({ origin: endpoint, path: `/${bucket}/${key}`, method: 'GET' });
      return response.body.arrayBuffer();
    },
  };
}

/** In a process of its own, so that its work doesn't count. */
function serve(): void {
  const headers = { etag: `"${createHash('md5').update(content).digest('hex')}"` };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { ...headers, 'content-length': request.method === 'GET' ? bytes : 0 });
      response.end(request.method === 'GET' ? content : undefined);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function addressOf(child: ChildProcess): Promise<string> {
  const [port] = (await once(child, 'message')) as [number];
  return `http://127.0.0.1:${port}`;
}
