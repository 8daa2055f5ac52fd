import { BlockList, isIPv4 } from 'node:net';

type Range = readonly [address: string, prefix: number];

/**
 * Never, whatever is allowed: link-local, where the credentials of instances and containers are given out; what is no single host.
 * IANA special-purpose address registries; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
const NEVER: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
];

/** Only where a channel allows it: this machine, private networks, and forms that stand for an IPv4 address. */
const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fec0::', 10],
];

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
}

const never = listOf(NEVER);
const priv = listOf(PRIVATE);

/**
 * Whether Weir may connect to an address on behalf of who configured a channel. IPv6 forms of IPv4 addresses (`::ffff:127.0.0.1`) count as
 * these.
 * @returns null: it may; else why not
 */
export function forbidden(address: string, allowPrivate: boolean): string | null {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (never.check(address, family)) return `${address} gives out credentials or is no single host`;
  if (!allowPrivate && priv.check(address, family))
    return `${address} is a private address; set allowPrivate on the channel if that is meant`;
  return null;
}
