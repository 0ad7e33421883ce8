import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** How close to this machine an address is: `own-network` are loopback and private ones, `link` those of a cloud's metadata service. */
export type Nearness = 'public' | 'own-network' | 'link';

const link = blockList(['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', '100.100.100.200/32', '0.0.0.0/8', '::/128']);
const ownNetwork = blockList(['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '::1/128', 'fc00::/7']);

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** How close an address is; undefined for a name. */
export function nearnessOf(host: string): Nearness | undefined {
  const plain = host.replace(/^\[|\]$/g, '');
  const family = isIP(plain);
  if (family === 0) {
    return undefined;
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6'; // addresses as ::ffff:127.0.0.1 are checked as what they stand for
  return link.check(plain, kind) ? 'link' : ownNetwork.check(plain, kind) ? 'own-network' : 'public';
}

/** Whether a host is one of this machine's own network; one that isn't found is none. */
export async function isOnOwnNetwork(host: string): Promise<boolean> {
  const known = nearnessOf(host);
  const found = known === undefined ? await lookup(host, { all: true }).catch(() => []) : [];
  return known === 'own-network' || found.some(({ address }) => nearnessOf(address) === 'own-network');
}

/** Looks names up when a connection is made, and refuses those that lead where none may: a harmless name can hide any address. */
export function guardedLookup(forbidden: readonly Nearness[]): LookupFunction {
  return (hostname, options, callback) => {
    lookupName(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = found;
      const bad = found.find(({ address }) => forbidden.includes(nearnessOf(address) ?? 'public'));
      if (first === undefined || bad !== undefined) {
        callback(Object.assign(new Error(`'${hostname}' leads to ${bad?.address ?? 'no address'}`), { code: 'EFORBIDDEN' }), '', 0);
      } else if (options.all === true) {
        callback(null, found);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
