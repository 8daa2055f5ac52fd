import type { NotificationRoute, RouteHours, Severity } from '@weir/contract';
import type { WorldEvent } from './testing/world.js';

/** `slack` brings messages up to date, `mail` and `pager` do not. Looks every minute from minute 0, when the incident opens. */
export interface NotifyCase {
  readonly name: string;
  readonly severity?: Severity;
  /** Of the one route, beside its channel `slack`. */
  readonly route?: Partial<NotificationRoute>;
  readonly more?: readonly NotificationRoute[];
  readonly events?: readonly (readonly [minute: number, event: WorldEvent])[];
  readonly minutes: number;
  /** `minute channel kind`. */
  readonly hears: readonly string[];
}

const OFFICE: RouteHours = {
  timeZone: 'Europe/Stockholm',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  to: '15:30',
  except: false,
};

/** A wrong, missing or needless message becomes a row here. */
export const NOTIFY_CASES: readonly NotifyCase[] = [
  {
    name: 'what is bad is told at once, and its end',
    events: [[5, 'resolve']],
    minutes: 10,
    hears: ['0 slack opened', '5 slack resolved'],
  },
  { name: 'what is less bad waits for what belongs to it', severity: 3, minutes: 5, hears: ['2 slack opened'] },
  { name: 'what passes meanwhile is never told', severity: 3, events: [[1, 'resolve']], minutes: 5, hears: [] },
  { name: 'it becomes worse while it waits', severity: 3, events: [[1, 'worsen']], minutes: 5, hears: ['1 slack opened'] },
  { name: 'it becomes worse', events: [[3, 'worsen']], minutes: 10, hears: ['0 slack opened', '3 slack worsened'] },
  {
    name: 'a channel that cannot change a message hears of no growth and no acknowledgement',
    ...{
      route: { channels: ['mail'] },
      events: [
        [3, 'grow'],
        [5, 'ack'],
      ],
      minutes: 10,
      hears: ['0 mail opened'],
    },
  },
  {
    name: 'growth is told once in a while',
    events: [
      [1, 'grow'],
      [2, 'grow'],
      [3, 'grow'],
    ],
    minutes: 9,
    hears: ['0 slack opened', '2 slack changed', '4 slack changed'],
  },
  { name: 'an acknowledgement is told at once', events: [[1, 'ack']], minutes: 9, hears: ['0 slack opened', '1 slack acknowledged'] },
  {
    name: 'people are reminded while nobody acknowledges',
    route: { remindSeconds: 600 },
    minutes: 25,
    hears: ['0 slack opened', '10 slack reminder', '20 slack reminder'],
  },
  {
    name: 'and no longer when somebody has',
    route: { remindSeconds: 600 },
    events: [[12, 'ack']],
    minutes: 25,
    hears: ['0 slack opened', '10 slack reminder', '12 slack acknowledged'],
  },
  {
    name: 'but again when they give it back',
    route: { channels: ['mail'], remindSeconds: 600 },
    events: [
      [2, 'ack'],
      [12, 'unack'],
    ],
    minutes: 15,
    hears: ['0 mail opened', '12 mail reminder'],
  },
  {
    name: 'silenced from the start: nothing',
    events: [
      [0, 'silence'],
      [5, 'resolve'],
    ],
    minutes: 10,
    hears: [],
  },
  {
    name: 'silenced later: nothing but the end',
    route: { remindSeconds: 300 },
    events: [
      [1, 'silence'],
      [2, 'worsen'],
      [9, 'resolve'],
    ],
    minutes: 12,
    hears: ['0 slack opened', '9 slack resolved'],
  },
  {
    name: 'a maintenance window ends and it is still wrong',
    events: [
      [0, 'silence'],
      [7, 'unsilence'],
    ],
    minutes: 10,
    hears: ['7 slack opened'],
  },
  {
    name: 'snoozed: no reminder until that ends',
    route: { remindSeconds: 300 },
    events: [
      [1, 'snooze'],
      [8, 'unsnooze'],
    ],
    minutes: 10,
    hears: ['0 slack opened', '8 slack reminder'],
  },
  {
    name: 'nobody acknowledges: it escalates, once, and that is resolved too',
    ...{ route: { escalate: { afterSeconds: 900, to: ['pager'] } }, events: [[20, 'resolve']], minutes: 25 },
    hears: ['0 slack opened', '15 pager escalated', '20 slack resolved', '20 pager resolved'],
  },
  {
    name: 'opened again, people have the whole time to acknowledge',
    ...{ route: { escalate: { afterSeconds: 900, to: ['pager'] } }, minutes: 50 },
    events: [
      [5, 'resolve'],
      [30, 'reopen'],
    ],
    hears: ['0 slack opened', '5 slack resolved', '30 slack opened', '45 pager escalated'],
  },
  {
    name: 'somebody acknowledges in time: no escalation',
    route: { escalate: { afterSeconds: 900, to: ['pager'] } },
    events: [[14, 'ack']],
    minutes: 25,
    hears: ['0 slack opened', '14 slack acknowledged'],
  },
  {
    name: 'to a channel that knows of it already',
    route: { escalate: { afterSeconds: 300, to: ['slack'] } },
    minutes: 12,
    hears: ['0 slack opened', '5 slack escalated'],
  },
  {
    name: 'it escalates although the first channel fails',
    ...{ route: { escalate: { afterSeconds: 300, to: ['pager'] } }, events: [[0, 'fail slack']], minutes: 8, hears: ['5 pager escalated'] },
  },
  {
    name: 'a route for worse ones takes over when it becomes worse',
    severity: 3,
    more: [{ channels: ['pager'], severities: [1, 2], remindSeconds: null }],
    events: [[5, 'worsen']],
    minutes: 9,
    hears: ['2 slack opened', '5 slack worsened', '5 pager opened'],
  },
  {
    name: 'two routes to one channel tell it once',
    more: [{ channels: ['slack', 'mail'], remindSeconds: null }],
    minutes: 5,
    hears: ['0 slack opened', '0 mail opened'],
  },
  { name: 'another system', route: { systems: ['orders*'] }, minutes: 5, hears: [] },
  { name: 'another account', route: { accounts: ['444455556666'] }, minutes: 5, hears: [] },
  { name: 'a tag that it has', route: { tags: [{ tag: 'team', value: 'payments' }] }, minutes: 1, hears: ['0 slack opened'] },
  { name: 'a tag that it has not', route: { tags: [{ tag: 'team', value: 'orders' }] }, minutes: 1, hears: [] },
  {
    name: 'hours end at 14:30 UTC: no reminder after them, but the end',
    route: { hours: OFFICE, remindSeconds: 1200 },
    events: [[60, 'resolve']],
    minutes: 65,
    hears: ['0 slack opened', '20 slack reminder', '60 slack resolved'],
  },
  {
    name: 'outside of the hours: told when they begin',
    route: { hours: { ...OFFICE, except: true } },
    minutes: 40,
    hears: ['30 slack opened'],
  },
  {
    name: 'it is opened again',
    events: [
      [5, 'resolve'],
      [9, 'reopen'],
      [12, 'resolve'],
    ],
    minutes: 15,
    hears: ['0 slack opened', '5 slack resolved', '9 slack opened', '12 slack resolved'],
  },
  { name: 'it goes into another', events: [[5, 'merge']], minutes: 8, hears: ['0 slack opened', '5 slack resolved'] },
  {
    name: 'nothing got through and it ended: its end may be told, as nobody knows what arrived',
    events: [
      [0, 'fail slack'],
      [2, 'resolve'],
      [2, 'mend slack'],
    ],
    minutes: 6,
    hears: ['2 slack resolved'],
  },
  {
    name: 'the answer was lost: what may have arrived is resolved',
    events: [
      [0, 'lose slack'],
      [1, 'resolve'],
      [1, 'mend slack'],
    ],
    minutes: 6,
    hears: ['0 slack opened', '1 slack resolved'],
  },
  {
    name: 'given up, and tried anew an hour later',
    route: { remindSeconds: null },
    events: [
      [0, 'fail slack'],
      [10, 'mend slack'],
    ],
    minutes: 70,
    hears: ['63 slack opened'],
  },
  {
    name: 'the end is given up, and tried anew an hour later',
    route: { remindSeconds: null },
    events: [
      [5, 'fail slack'],
      [5, 'resolve'],
      [20, 'mend slack'],
    ],
    minutes: 75,
    hears: ['0 slack opened', '68 slack resolved'],
  },
];
