import type { Destination } from './destination.js';
import { refused, type Outcome, type Parcel } from './parcel.js';

/**
 * The company's address book: who is reached at which ARN, URL or mail address, in whatever account and region. Whoever delivers (a topic,
 * a rule, a pipe) hands over here and minds retries and dead letters itself; whoever can be delivered to (a queue, a function, an
 * endpoint) is registered for as long as it exists.
 */
export class DeliveryOffice {
  private readonly destinations = new Map<string, Destination>();

  /** From now on the address is this destination's. */
  register(address: string, destination: Destination): void {
    this.destinations.set(address, destination);
  }

  /** What is sent to the address from now on finds nobody. */
  remove(address: string): void {
    this.destinations.delete(address);
  }

  /** undefined: nobody is reached there. */
  find(address: string): Destination | undefined {
    return this.destinations.get(address);
  }

  /** One attempt to deliver. An address at which nobody is reached is a failure for good. */
  handOver(address: string, parcel: Parcel, now: number): Outcome {
    const destination = this.destinations.get(address);
    if (destination) return destination.take(parcel, now);
    return refused(parcel.count, { reason: 'missing', statusCode: 404, message: `${address} does not exist` });
  }
}
