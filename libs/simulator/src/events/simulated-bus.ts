import { MINUTE_MS } from '@weir/domain';
import { MinuteTable } from '../metrics/minute-table.js';
import { busArn } from '../world/arn.js';
import { letsAccountIn } from './bus-policy.js';
import type { Wave } from './courier.js';
import { receivedElsewhere, type EventSample } from './event-sample.js';
import type { SimulatedRule } from './simulated-rule.js';

/**
 * A minute of a bus: `events` that arrived, by whatever way; `matched`: those that at least one enabled rule matched. `put…`: entries and calls
 * of PutEvents. `partner`: events of a partner.
 */
export const BUS_FIELDS = ['events', 'matched', 'putEntries', 'putCalls', 'putBytes', 'partner'] as const;
export type BusField = (typeof BUS_FIELDS)[number];
export type BusMinute = Record<BusField, number>;

const EMPTY: BusMinute = { events: 0, matched: 0, putEntries: 0, putCalls: 0, putBytes: 0, partner: 0 };

export interface BusSettings {
  description: string;
  policy: string | null;
  deadLetterArn: string | null;
  createdAt: number;
  modifiedAt: number;
}

/** Who put events on a bus. */
export type EventEntrance = 'put' | 'aws-service' | 'partner';

/** One event bus: what arrives is held against its rules. */
export class SimulatedBus {
  readonly arn: string;
  readonly tags = new Map<string, string>();
  readonly table: MinuteTable<BusField>;
  readonly minute: BusMinute = { ...EMPTY };
  private readonly rulesByName = new Map<string, SimulatedRule>();
  private matching = new WeakMap<EventSample, readonly SimulatedRule[]>();
  private readonly received = new WeakMap<EventSample, EventSample>();
  private waiting: Wave[] = [];
  private busy = false;
  private lastDecision: { readonly policy: string | null; readonly accountId: string; readonly allowed: boolean } | null = null;

  constructor(
    readonly place: { readonly accountId: string; readonly region: string; readonly name: string },
    readonly settings: BusSettings,
    keepMinutes: number,
  ) {
    this.arn = busArn(place);
    this.table = new MinuteTable(BUS_FIELDS, keepMinutes);
  }

  /** By name. */
  get rules(): ReadonlyMap<string, SimulatedRule> {
    return this.rulesByName;
  }

  addRule(rule: SimulatedRule): void {
    this.rulesByName.set(rule.place.name, rule);
    this.rulesChanged();
  }

  removeRule(name: string): void {
    this.rulesByName.delete(name);
    this.rulesChanged();
  }

  /** Whether its policy lets another account put events. */
  letsIn(accountId: string): boolean {
    const { policy } = this.settings;
    const { lastDecision } = this;
    if (lastDecision?.policy === policy && lastDecision.accountId === accountId) return lastDecision.allowed;
    const allowed = letsAccountIn(policy, accountId);
    this.lastDecision = { policy, accountId, allowed };
    return allowed;
  }

  /** What matches what has to be worked out anew. */
  rulesChanged(): void {
    this.matching = new WeakMap();
  }

  /** Events come in by PutEvents or from a service, and go to the rules at once. `calls`: of PutEvents. */
  take(wave: Wave, entrance: EventEntrance, now: number, calls = 0): void {
    if (entrance === 'put') this.countPut(wave, calls);
    if (entrance === 'partner') this.minute.partner += wave.count;
    this.route(wave, now);
  }

  /**
   * Events come in because a rule matched: they wait while a bus is at work, for at most a tick. `put`: a target of the rule puts them;
   * `bus`: another bus of the account; `account`: one of another account.
   */
  post(wave: Wave, now: number, by: 'put' | 'bus' | 'account'): void {
    const sample = by === 'account' ? this.receivedForm(wave.sample) : wave.sample;
    const arrived = { sample, count: wave.count, ingestedAt: now };
    if (by === 'put') this.countPut(arrived, wave.count);
    if (this.busy) this.waiting.push(arrived);
    else this.route(arrived, now);
  }

  /** What has waited goes to the rules; what that brings about waits for the next tick. */
  tick(now: number): void {
    const waves = this.waiting;
    this.waiting = [];
    for (const wave of waves) this.route(wave, now);
  }

  /** Ends the minute before `minuteEnd`, of the bus and its rules. `record`: false while history warms up. */
  closeMinute(minuteEnd: number, record: boolean): void {
    for (const rule of this.rulesByName.values()) rule.closeMinute(minuteEnd, record);
    if (record) this.table.write(minuteEnd - MINUTE_MS, this.minute);
    Object.assign(this.minute, EMPTY);
  }

  private countPut({ count, sample }: Wave, calls: number): void {
    const { minute } = this;
    minute.putEntries += count;
    minute.putCalls += calls;
    minute.putBytes += count * sample.bytes;
  }

  private route(wave: Wave, now: number): void {
    this.busy = true;
    this.minute.events += wave.count;
    let matched = false;
    for (const rule of this.rulesMatching(wave.sample)) {
      if (rule.settings.state !== 'ENABLED') continue;
      matched = true;
      rule.run(wave, now);
    }
    if (matched) this.minute.matched += wave.count;
    this.busy = false;
  }

  private rulesMatching(sample: EventSample): readonly SimulatedRule[] {
    let rules = this.matching.get(sample);
    if (!rules) this.matching.set(sample, (rules = [...this.rulesByName.values()].filter((rule) => rule.matches(sample))));
    return rules;
  }

  private receivedForm(sample: EventSample): EventSample {
    let form = this.received.get(sample);
    if (!form) this.received.set(sample, (form = receivedElsewhere(sample)));
    return form;
  }
}
