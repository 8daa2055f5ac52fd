import type { RawInput } from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { BadRequest } from './bad-request.js';

const MOST_AT_ONCE = 1_000_000;

/**
 * Puts `count` messages into a queue at once: `{ account, region, queue, count, poison?, group?, bytes? }`. They count as sent. For
 * messages with a body of their own there is SendMessage.
 */
export function putMessages(simulation: Simulation, body: RawInput): object {
  const { account, region, queue: name, count, poison = false, group = null, bytes = 256 } = body;
  const now = simulation.clock.now();
  const queue =
    typeof account === 'string' && typeof region === 'string' && typeof name === 'string'
      ? simulation.world.scope(account, region)?.queueAt(name, now)
      : undefined;
  if (!queue) throw new BadRequest([{ field: 'queue', message: 'no such queue in this account and region' }]);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE) {
    throw new BadRequest([{ field: 'count', message: `give a whole number from 1 to ${MOST_AT_ONCE}` }]);
  }
  if (typeof poison !== 'boolean') throw new BadRequest([{ field: 'poison', message: 'give true or false' }]);
  if (group !== null && typeof group !== 'string') throw new BadRequest([{ field: 'group', message: 'give a text' }]);
  if (queue.identity.fifo && group === null) throw new BadRequest([{ field: 'group', message: 'a FIFO queue needs one' }]);
  if (typeof bytes !== 'number' || !(bytes >= 1 && bytes <= queue.settings.maximumMessageBytes)) {
    throw new BadRequest([{ field: 'bytes', message: `give a number from 1 to ${queue.settings.maximumMessageBytes}` }]);
  }
  queue.send({ count, poison, group, message: null, delaySeconds: queue.settings.delaySeconds, bytes }, now);
  return { at: now, visible: queue.visible, inFlight: queue.inFlight, delayed: queue.delayed };
}
