import { type Finding, finding } from '../core/doctor/finding.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote, Remotes } from '../core/remote-ports.ts';
import type { BucketState } from '../core/storage/bucket-plan.ts';
import type { OpenBucketAdmin } from '../core/storage/bucket-ports.ts';
import { keysOf } from './remote-presence.ts';

/** What checking a remote needs from the outside. */
export interface RemoteDoctorPorts {
  readonly remotes: Remotes;
  readonly openBucketAdmin: OpenBucketAdmin;
  readonly signal: AbortSignal;
}

/** Whether the default remote answers, and whether what pull requests leave there goes away by itself. */
export async function checkRemote(ports: RemoteDoctorPorts): Promise<readonly Finding[]> {
  if (ports.remotes.defaultName === undefined) {
    return [
      finding(
        'remote',
        'warn',
        'none is the default',
        "Add one with 'sightline remote add -d NAME URL': runners share data and runs by it.",
      ),
    ];
  }
  try {
    const remote = await ports.remotes.open();
    for await (const _ of keysOf(remote.storage, 'files/', ports.signal)) {
      break; // one page tells that it may be listed
    }
    return [finding('remote', 'ok', `${remote.storage.url} can be listed`), ...(await checkExpiry(ports, remote))];
  } catch (error) {
    return [told('remote', error, 'fail')];
  }
}

async function checkExpiry({ openBucketAdmin }: RemoteDoctorPorts, { settings }: Remote): Promise<readonly Finding[]> {
  if (settings.kind !== 's3') {
    return [];
  }
  const what = 'expiry of untrusted/';
  const prefix = `${settings.prefix === '' ? '' : `${settings.prefix}/`}untrusted/`;
  try {
    const admin = await openBucketAdmin(settings);
    try {
      return [expiryOf(what, prefix, await admin.read())];
    } finally {
      admin.close();
    }
  } catch (error) {
    return [told(what, error, 'unknown')];
  }
}

function expiryOf(what: string, prefix: string, bucket: BucketState | undefined): Finding {
  const rules = bucket?.lifecycle;
  if (rules === undefined || rules === 'unsupported') {
    return finding(what, 'unknown', 'the server keeps no lifecycle', `Remove old objects below ${prefix} by hand.`);
  }
  const found = rules.find(({ source }) => covers(source, prefix));
  return found === undefined
    ? finding(
        what,
        'warn',
        'never: what pull requests leave stays for ever',
        `Add \`lifecycle: { expire: [{ prefix: ${prefix}, days: 30 }] }\` to the bucket under storage.buckets, and run 'sightline storage provision'.`,
      )
    : finding(what, 'ok', found.effect ?? `by the rule ${found.id}`);
}

/** By S3's own words of a rule: enabled, with days, for a prefix that ours starts with. */
function covers(source: unknown, prefix: string): boolean {
  const rule = source as {
    Status?: string;
    Prefix?: string;
    Filter?: { Prefix?: string; Tag?: unknown; And?: unknown };
    Expiration?: { Days?: number };
  };
  const { Status, Filter, Expiration, Prefix } = rule;
  const isWhole = Filter?.Tag === undefined && Filter?.And === undefined;
  return Status === 'Enabled' && Expiration?.Days !== undefined && isWhole && prefix.startsWith(Filter?.Prefix ?? Prefix ?? '');
}

/** A remote that can't be reached may be fine: this machine may be offline. */
function told(what: string, error: unknown, state: 'fail' | 'unknown'): Finding {
  if (!(error instanceof SightlineError) || error.fault === 'bug') {
    throw error;
  }
  return finding(what, error.code === 'remote-failed' ? 'unknown' : state, error.message, error.hint);
}
