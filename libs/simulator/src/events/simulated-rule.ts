import { MINUTE_MS } from '@weir/domain';
import type { RuleState, TargetBlueprint } from '../estate/event-blueprint.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { ruleArn } from '../world/arn.js';
import type { Courier, Wave } from './courier.js';
import type { EventSample } from './event-sample.js';
import { readPattern, type Pattern } from './pattern.js';
import { EMPTY_TARGET_MINUTE, TARGET_FIELDS, TargetLine, type TargetField } from './target-line.js';

/** A minute of a rule: how often it ran, and its targets' minutes together. */
export const RULE_FIELDS = ['runs', ...TARGET_FIELDS] as const;
export type RuleField = (typeof RULE_FIELDS)[number];
export type RuleMinute = Record<RuleField, number>;

export const EMPTY_RULE_MINUTE: RuleMinute = { runs: 0, ...EMPTY_TARGET_MINUTE };

export interface RuleSettings {
  description: string;
  eventPattern: string | null;
  scheduleExpression: string | null;
  state: RuleState;
  managedBy: string | null;
}

/** Removed targets that are still told of. */
const MOST_FORMER = 20;

/** A rule with its targets, and the minutes of both. */
export class SimulatedRule {
  readonly arn: string;
  readonly tags = new Map<string, string>();
  readonly table: MinuteTable<RuleField>;
  readonly lines = new Map<string, TargetLine>();
  /** Targets that were removed while something waited for them: it is still tried. */
  private readonly leaving: TargetLine[] = [];
  /** Those that were removed, as far as they are still told of. */
  private readonly former: TargetLine[] = [];
  private pattern: Pattern | null = null;
  private readonly minute: RuleMinute = { ...EMPTY_RULE_MINUTE };
  private runs = 0;
  /** Epoch milliseconds; AWS tells nothing of a rule before, nor while it is disabled. */
  firstRunAt = Infinity;
  /** Starts of the newest minutes in which something was counted that AWS tells of only then. */
  readonly lastSeenAt = new Map<RuleField, number>();

  constructor(
    readonly place: { readonly accountId: string; readonly region: string; readonly bus: string; readonly name: string },
    readonly settings: RuleSettings,
    private readonly courier: Courier,
    private readonly worldSeed: number,
    private readonly keepMinutes: number,
  ) {
    this.arn = ruleArn(place);
    this.table = new MinuteTable(RULE_FIELDS, keepMinutes);
    this.readPattern();
  }

  /** Changes what the rule is about; the caller has checked the pattern. */
  change(settings: Partial<RuleSettings>): void {
    Object.assign(this.settings, settings);
    this.readPattern();
  }

  /** These are its targets from now on. */
  aim(targets: readonly TargetBlueprint[]): void {
    for (const id of this.lines.keys()) if (!targets.some((target) => target.id === id)) this.removeTarget(id);
    for (const target of targets) this.putTarget(target);
  }

  putTarget(target: TargetBlueprint): void {
    const line = this.lines.get(target.id);
    if (line) line.redraw(target);
    else {
      const names = { ruleArn: this.arn, ruleName: this.place.name };
      this.lines.set(target.id, new TargetLine(target, names, this.courier, this.worldSeed, this.keepMinutes));
    }
  }

  /** Whether there was such a target. */
  removeTarget(id: string): boolean {
    const line = this.lines.get(id);
    if (line) {
      this.leaving.push(line);
      this.former.push(line);
      if (this.former.length > MOST_FORMER) this.former.shift();
    }
    return this.lines.delete(id);
  }

  /** Its targets, and after them those that were removed. */
  get allLines(): readonly TargetLine[] {
    return [...this.lines.values(), ...this.former];
  }

  /** Whether an event would set it off, were it enabled. */
  matches(sample: EventSample): boolean {
    return this.pattern?.(sample.seen) ?? false;
  }

  /** It matched, or its time has come: every target gets its events. */
  run(wave: Wave, now: number): void {
    this.runs += wave.count;
    this.firstRunAt = Math.min(this.firstRunAt, now);
    for (const line of this.lines.values()) line.offer(wave, now);
  }

  tick(now: number): void {
    for (const line of this.lines.values()) line.tick(now);
    for (const line of this.leaving) line.tick(now);
  }

  closeMinute(minuteEnd: number, record: boolean): void {
    const { minute } = this;
    Object.assign(minute, EMPTY_RULE_MINUTE);
    minute.runs = this.runs;
    for (const line of this.lines.values()) this.closeLine(line, minuteEnd, record);
    for (const line of this.leaving) this.closeLine(line, minuteEnd, record);
    // An event matches a rule once, however many targets it has.
    minute.matched = this.settings.scheduleExpression === null ? this.runs : 0;
    this.runs = 0;
    for (const field of RARE) if (minute[field] > 0) this.lastSeenAt.set(field, minuteEnd - MINUTE_MS);
    // What still waits when a rule is disabled ends later, perhaps without another attempt: too old.
    const speaks = this.settings.state === 'ENABLED' || minute.runs > 0 || minute.attempts > 0 || minute.failed > 0;
    if (record && speaks && minuteEnd >= this.firstRunAt) this.table.write(minuteEnd - MINUTE_MS, minute);
    for (let at = this.leaving.length - 1; at >= 0; at--) if (this.leaving[at]?.held === 0) this.leaving.splice(at, 1);
  }

  private closeLine(line: TargetLine, minuteEnd: number, record: boolean): void {
    line.minute.waiting = line.held;
    add(this.minute, line.minute);
    line.closeMinute(minuteEnd, record);
  }

  private readPattern(): void {
    const reading = this.settings.eventPattern === null ? null : readPattern(this.settings.eventPattern);
    this.pattern = reading?.ok ? reading.matches : null;
  }
}

const RARE = [
  'invoked',
  'retries',
  'failed',
  'deadLettered',
  'dlqFailed',
  'prevented',
  'startCount',
] as const satisfies readonly RuleField[];

const SUMS = TARGET_FIELDS.filter((field) => !/M(in|ax)$/.test(field));

/** Adds a target's minute to a rule's, or a rule's to others. */
export function add(total: RuleMinute, more: Readonly<Record<TargetField, number>>): void {
  for (const field of SUMS) total[field] += more[field];
  total.startMin = Math.min(total.startMin, more.startMin);
  total.startMax = Math.max(total.startMax, more.startMax);
  total.doneMin = Math.min(total.doneMin, more.doneMin);
  total.doneMax = Math.max(total.doneMax, more.doneMax);
}
