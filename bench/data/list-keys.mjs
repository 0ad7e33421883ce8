/** Lists the keys below a prefix with the AWS SDK, 16 prefixes at once: the least that a push of nothing new can cost. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

const [endpoint, bucket, prefix] = process.argv.slice(2);
const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });

async function list(start) {
  let token;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}${start}`, ContinuationToken: token }));
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

await Promise.all([...'0123456789abcdef'].map(list));
