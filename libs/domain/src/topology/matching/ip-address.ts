/** An address as a number of `bits` bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A block of addresses, both ends included. */
export interface IpBlock {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

const LONGEST_ADDRESS = 39;
/** Parts are decimal, whatever zeros they begin with. */
const V4 = /^\d+(?:\.\d+){3}$/;
const V6 = /^[\da-f:]*:[\da-f:]*$/i;
/** ::ffff:0:0/96 writes IPv4 addresses as IPv6 ones; the engine of AWS reads them as IPv4. */
const V4_MAPPED_PREFIX = 0xffffn;

/** The address that a text is, or null. IPv6 may be shortened with `::`; the mixed form with dots is not read, as AWS does not. */
export function readIp(text: string): IpAddress | null {
  if (text.length < 2 || text.length > LONGEST_ADDRESS) return null;
  if (V4.test(text)) return readV4(text);
  return V6.test(text) ? readV6(text) : null;
}

function readV4(text: string): IpAddress | null {
  let value = 0n;
  for (const part of text.split('.')) {
    const byte = Number(part);
    if (byte > 255) return null;
    value = (value << 8n) | BigInt(byte);
  }
  return { bits: 32, value };
}

function readV6(text: string): IpAddress | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = tail === undefined ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  let value = 0n;
  for (const group of groups) {
    if (!/^[\da-f]{1,4}$/i.test(group)) return null;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return value >> 32n === V4_MAPPED_PREFIX ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/**
 * `10.0.0.0/24` or `2001:db8::/32`, or null when it is neither. Bits below the mask are ignored. AWS takes no mask of all bits: a single
 * address is compared as a text. Source: event-ruler, `CIDR`.
 */
export function readIpBlock(text: string): IpBlock | null {
  const [address = '', mask = '', ...more] = text.split('/');
  const ip = readIp(address);
  if (ip === null || more.length > 0 || !/^\+?\d{1,3}$/.test(mask) || Number(mask) >= ip.bits) return null;
  const free = BigInt(ip.bits - Number(mask));
  const first = (ip.value >> free) << free;
  return { bits: ip.bits, first, last: first + (1n << free) - 1n };
}

/** Whether the text is an address, in whatever notation, that lies in the block. */
export function isInBlock(text: string, { bits, first, last }: IpBlock): boolean {
  const ip = readIp(text);
  return ip !== null && ip.bits === bits && ip.value >= first && ip.value <= last;
}
