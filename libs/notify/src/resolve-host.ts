import { lookup as lookUp } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ChannelError, failedForNow, refused } from './channel-error.js';
import { forbidden } from './check-address.js';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Asks for all addresses of a name. */
export type Resolver = (host: string) => Promise<readonly Address[]>;

const systemResolver: Resolver = (host) => lookUp(host, { all: true });

/**
 * The addresses of a host, each of which Weir may connect to. The caller connects to one of these, never to the name: a name that answers
 * otherwise the next time gains nothing.
 * @throws {ChannelError} when any of them is not allowed, or there is none
 */
export async function resolveHost(
  host: string,
  allowPrivate: boolean,
  resolver: Resolver = systemResolver,
): Promise<readonly [Address, ...Address[]]> {
  const literal = host.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  const found = family === 0 ? await addressesOf(host, resolver) : [{ address: literal, family }];
  for (const { address } of found) {
    const why = forbidden(address, allowPrivate);
    if (why !== null) throw refused(`${host} must not be called: ${why}`);
  }
  const [first, ...rest] = found;
  if (first === undefined) throw failedForNow(`${host} has no address`);
  return [first, ...rest];
}

async function addressesOf(host: string, resolver: Resolver): Promise<readonly Address[]> {
  try {
    return await resolver(host);
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    throw failedForNow(`${host} cannot be found`, null, error);
  }
}

/** A look-up for sockets that knows only addresses that were checked. */
export function onlyThese(addresses: readonly [Address, ...Address[]]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
}
