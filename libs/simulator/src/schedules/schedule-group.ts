import { MINUTE_MS, readSchedule, type Schedule } from '@weir/domain';
import type { DeliveryOffice } from '../delivery/delivery-office.js';
import type { Parcel } from '../delivery/parcel.js';
import type { ScheduleBlueprint, ScheduleGroupBlueprint } from '../estate/event-blueprint.js';
import { MinuteTable } from '../metrics/minute-table.js';
import { verbatim } from '../queue/cohort.js';
import { scheduleArn, scheduleGroupArn } from '../world/arn.js';

/** A minute of a group: calls, those that failed, that were throttled, given up, sent to a dead-letter queue, and refused there. */
export const SCHEDULE_FIELDS = ['attempts', 'errors', 'throttled', 'dropped', 'deadLettered', 'dlqFailed'] as const;
export type ScheduleField = (typeof SCHEDULE_FIELDS)[number];
export type ScheduleMinute = Record<ScheduleField, number>;

const EMPTY: ScheduleMinute = { attempts: 0, errors: 0, throttled: 0, dropped: 0, deadLettered: 0, dlqFailed: 0 };

/** A group of schedules of EventBridge Scheduler. Each call is made once: what fails goes to the dead-letter queue. */
export class SimulatedScheduleGroup {
  readonly arn: string;
  readonly table: MinuteTable<ScheduleField>;
  readonly totals: ScheduleMinute = { ...EMPTY };
  private readonly minute: ScheduleMinute = { ...EMPTY };
  private readonly due = new Map<string, Schedule | null>();

  constructor(
    private drawn: ScheduleGroupBlueprint,
    readonly createdAt: number,
    private readonly office: DeliveryOffice,
    keepMinutes: number,
  ) {
    this.arn = scheduleGroupArn(drawn);
    this.table = new MinuteTable(SCHEDULE_FIELDS, keepMinutes);
  }

  get blueprint(): ScheduleGroupBlueprint {
    return this.drawn;
  }

  redraw(blueprint: ScheduleGroupBlueprint): void {
    this.drawn = blueprint;
    this.due.clear();
  }

  /** The minute that ends at `now`: whatever was due in it is called. */
  closeMinute(now: number, record: boolean): void {
    const start = now - MINUTE_MS;
    for (const schedule of this.drawn.schedules) {
      if (schedule.state === 'ENABLED' && this.isDue(schedule, start)) this.call(schedule, now);
    }
    for (const field of SCHEDULE_FIELDS) this.totals[field] += this.minute[field];
    if (record) this.table.write(start, this.minute);
    Object.assign(this.minute, EMPTY);
  }

  private isDue({ expression }: ScheduleBlueprint, at: number): boolean {
    let due = this.due.get(expression);
    if (due === undefined) this.due.set(expression, (due = readSchedule(expression)));
    return due?.isDue(at) ?? false;
  }

  private call(schedule: ScheduleBlueprint, now: number): void {
    const { minute } = this;
    const parcel: Parcel = {
      count: 1,
      bytes: schedule.input.length,
      wording: verbatim(schedule.input),
      group: null,
      deduplicationId: null,
      sender: {
        service: 'scheduler.amazonaws.com',
        arn: scheduleArn({ ...this.drawn, name: schedule.name }, this.drawn.name),
        accountId: this.drawn.accountId,
      },
    };
    minute.attempts++;
    const { failure, delivered } = this.office.handOver(schedule.targetArn, parcel, now);
    if (delivered > 0) return;
    if (failure?.reason === 'throttled') minute.throttled++;
    else minute.errors++;
    if (schedule.deadLetterArn === null) minute.dropped++;
    else if (this.office.handOver(schedule.deadLetterArn, parcel, now).delivered > 0) minute.deadLettered++;
    else {
      minute.dlqFailed++;
      minute.dropped++;
    }
  }
}
