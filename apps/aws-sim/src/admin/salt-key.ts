import { type RawInput, type SimulatedStream } from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { BadRequest } from './bad-request.js';

/** As many as advice ever proposes. */
const MOST_SUFFIXES = 1_000;

/**
 * The company's producers write one key under suffixes in turn from the next second on: `{ account, region, stream, key, suffixes }`. It
 * must be one of the keys that are told apart.
 */
export function saltKey(simulation: Simulation, body: RawInput): object {
  const { account, region, stream: name, key, suffixes } = body;
  const now = simulation.clock.now();
  const stream: SimulatedStream | undefined =
    typeof account === 'string' && typeof region === 'string' && typeof name === 'string'
      ? simulation.world.scope(account, region)?.streams.at(name, now)
      : undefined;
  if (!stream) throw new BadRequest([{ field: 'stream', message: 'no such stream in this account and region' }]);
  if (typeof suffixes !== 'number' || !Number.isInteger(suffixes) || suffixes < 2 || suffixes > MOST_SUFFIXES) {
    throw new BadRequest([{ field: 'suffixes', message: `give a whole number from 2 to ${MOST_SUFFIXES}` }]);
  }
  const from = typeof key === 'string' ? stream.salt(key, suffixes, now) : null;
  if (from === null) throw new BadRequest([{ field: 'key', message: 'give one of the keys that are told apart; truth lists them' }]);
  return { from };
}
