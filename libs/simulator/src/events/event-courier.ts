import type { DeliveryOffice } from '../delivery/delivery-office.js';
import { delivered, refused, type Parcel, type Sender } from '../delivery/parcel.js';
import type { TargetBlueprint } from '../estate/event-blueprint.js';
import type { MessageAttribute, Wording } from '../queue/cohort.js';
import type { SimulatedApiDestination } from './api-destination.js';
import type { Courier, DeathNote, Handover, Wave } from './courier.js';
import { eventOf, type EventSample } from './event-sample.js';
import type { SimulatedBus } from './simulated-bus.js';
import { inputFor, type RuleNames } from './target-input.js';

/** What events of a kind become on their way to a target; null: its input cannot be made. */
type Prepared = Pick<Parcel, 'wording' | 'bytes' | 'sender'> | null;

/** Source: EventBridge User Guide, "Troubleshooting": the service principal that rules act as. */
const SERVICE = 'events.amazonaws.com';

const encoder = new TextEncoder();

/** Brings what the rules of one account in one region match to buses, API destinations and whoever else is in the address book. */
export class EventCourier implements Courier {
  private readonly prepared = new WeakMap<TargetBlueprint, WeakMap<EventSample, Prepared>>();

  constructor(
    private readonly accountId: string,
    private readonly office: DeliveryOffice,
    /** All of the company, by ARN. */
    private readonly buses: ReadonlyMap<string, SimulatedBus>,
    /** Those of this account and region, by ARN. */
    private readonly apiDestinations: ReadonlyMap<string, SimulatedApiDestination>,
  ) {}

  hand(target: TargetBlueprint, rule: RuleNames, wave: Wave, now: number): Handover {
    const bus = this.buses.get(target.arn);
    if (bus) return this.forward(bus, wave, now);
    const prepared = this.preparedFor(target, rule, wave.sample);
    if (prepared === null)
      return refused(wave.count, { reason: 'rejected', statusCode: 400, message: 'The input of the target cannot be made.' });
    const parcel = parcelOf(prepared, wave.count);
    const api = this.apiDestinations.get(target.arn);
    if (!api) return this.office.handOver(target.arn, parcel, now);
    const count = Math.min(wave.count, api.roomAt(now));
    return count === 0 ? delivered(0) : api.call({ ...parcel, count }, now);
  }

  bury(target: TargetBlueprint, rule: RuleNames, wave: Wave, note: DeathNote, now: number): boolean {
    const { deadLetterArn } = target;
    if (deadLetterArn === null || deadLetterArn.endsWith('.fifo')) return false;
    const { sample } = wave;
    const attributes = attributesOf(target, rule, note);
    const wording: Wording = (draw, sentAt) => ({ body: JSON.stringify(eventOf(sample, draw, sentAt)), attributes });
    const parcel = parcelOf({ wording, bytes: sample.bytes, sender: this.senderFor(rule) }, wave.count);
    return this.office.handOver(deadLetterArn, parcel, now).delivered > 0;
  }

  /** Source: EventBridge User Guide, "Sending and receiving events between AWS accounts": an event goes to one other account, not on to a third. */
  private forward(bus: SimulatedBus, wave: Wave, now: number): Handover {
    const isElsewhere = bus.place.accountId !== this.accountId;
    const all = { delivered: 0, retryable: 0, permanent: wave.count };
    if (isElsewhere && wave.sample.received) {
      return { ...all, failure: { reason: 'prevented', statusCode: 400, message: 'The event has come from another account already.' } };
    }
    if (isElsewhere && !bus.letsIn(this.accountId)) {
      const message = `Lack of permissions to invoke cross account target ${bus.arn}.`;
      return { ...all, failure: { reason: 'permission-denied', statusCode: 403, message } };
    }
    bus.post(wave, now, isElsewhere ? 'account' : 'bus');
    return delivered(wave.count);
  }

  private preparedFor(target: TargetBlueprint, rule: RuleNames, sample: EventSample): Prepared {
    let ofTarget = this.prepared.get(target);
    if (!ofTarget) this.prepared.set(target, (ofTarget = new WeakMap()));
    let known = ofTarget.get(sample);
    if (known === undefined) ofTarget.set(sample, (known = prepare(target, rule, sample, this.senderFor(rule))));
    return known;
  }

  private senderFor(rule: RuleNames): Sender {
    return { service: SERVICE, arn: rule.ruleArn, accountId: this.accountId };
  }
}

const parcelOf = ({ wording, bytes, sender }: NonNullable<Prepared>, count: number): Parcel => ({
  count,
  bytes,
  wording,
  group: null,
  deduplicationId: null,
  sender,
});

function prepare({ input }: TargetBlueprint, rule: RuleNames, sample: EventSample, sender: Sender): Prepared {
  const textOf = (draw: number, at: number): string | null => {
    const made = inputFor(input, eventOf(sample, draw, at), rule, at);
    return made.ok ? made.text : null;
  };
  const example = textOf(0, 0);
  if (example === null) return null;
  return {
    wording: (draw, sentAt) => ({ body: textOf(draw, sentAt) ?? example, attributes: {} }),
    bytes: encoder.encode(example).length,
    sender,
  };
}

function attributesOf(target: TargetBlueprint, rule: RuleNames, note: DeathNote): Readonly<Record<string, MessageAttribute>> {
  const text = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue });
  return {
    RULE_ARN: text(rule.ruleArn),
    TARGET_ARN: text(target.arn),
    ERROR_CODE: text(note.errorCode),
    ERROR_MESSAGE: text(note.errorMessage),
    ...(note.exhausted !== null && { EXHAUSTED_RETRY_CONDITION: text(note.exhausted) }),
    RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(note.retryAttempts) },
  };
}
