import { ListScheduleGroupsCommand, ListSchedulesCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ScheduleGroupConfig } from '@weir/contract';
import type { DiscoveredFanout, Scope } from '@weir/domain';
import { parseArn } from './arns.js';
import type { AwsFailure } from './failure.js';
import type { FanoutFailure, FanoutPart } from './fanout-part.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

/** AWS allows 500 groups (EventBridge Scheduler User Guide, quotas), more on request; beyond these the listing is broken. */
const MAX_GROUPS = 10_000;
/** An account may have a million schedules, most of them for once: beyond these they are not told. */
const MAX_SCHEDULES = 5_000;
const PAGE = 100;
const NAME = /^[\w.-]{1,64}$/;

type Schedule = NonNullable<ScheduleGroupConfig['schedules']>[number];

interface ListedGroup {
  readonly arn: string;
  readonly name: string;
  readonly state: string;
}

interface ListedSchedules extends Listed<{ readonly group: string; readonly schedule: Schedule }> {
  /** There are more than are told. */
  readonly isCut: boolean;
}

/** Reads the schedule groups of one account in one region, and what is in them, in two listings. */
export class SchedulerReader {
  readonly #scope: Scope;
  readonly #client: SchedulerClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly scope: Scope; readonly client: SchedulerClient; readonly caller: MeteredCaller }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** Every group that is listed. Only an abort throws. */
  async discover(signal?: AbortSignal): Promise<FanoutPart> {
    const [groups, schedules] = await Promise.all([this.#listGroups(signal), this.#listSchedules(signal)]);
    const byGroup = Map.groupBy(schedules.items, ({ group }) => group);
    const unique = [...new Map(groups.items.map((group) => [group.arn, group])).values()];
    return {
      resources: unique.map((group) => this.#describe(group, schedules, byGroup.get(group.name)?.map(({ schedule }) => schedule) ?? [])),
      failures: [...told(groups.failure, ['schedule-group']), ...told(schedules.failure, [])],
      complete: { 'schedule-group': groups.failure === null },
    };
  }

  #describe({ arn, name, state }: ListedGroup, { failure, isCut }: ListedSchedules, schedules: Schedule[]): DiscoveredFanout {
    const problems: string[] = [];
    if (failure !== null) problems.push(`Schedules not readable: ${failure.message}`);
    if (isCut) problems.push(`There are more than ${MAX_SCHEDULES} schedules in this account: they are not told`);
    const config = { kind: 'schedule-group' as const, state, schedules: problems.length > 0 ? null : schedules, problems };
    return { ...this.#scope, kind: 'schedule-group', arn, name, tags: {}, config };
  }

  async #listGroups(signal: AbortSignal | undefined): Promise<Listed<ListedGroup>> {
    return listPages({
      action: 'scheduler:ListScheduleGroups',
      maxItems: MAX_GROUPS,
      ask: (token) =>
        this.#caller.call({
          api: 'scheduler:ListScheduleGroups',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListScheduleGroupsCommand({ MaxResults: PAGE, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.ScheduleGroups,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const arn = parseArn(field(entry, 'Arn'));
        const name = textIn(field(entry, 'Name'));
        const state = stateWord(field(entry, 'State'));
        if (arn?.service !== 'scheduler' || arn.resource !== `schedule-group/${name}` || !NAME.test(name) || state === null) return null;
        if (arn.accountId !== this.#scope.accountId || arn.region !== this.#scope.region) return null;
        return [{ arn: arn.arn, name, state }];
      },
    });
  }

  /** All groups' in one listing. */
  async #listSchedules(signal: AbortSignal | undefined): Promise<ListedSchedules> {
    let seen = 0;
    let isCut = false;
    const listed = await listPages({
      action: 'scheduler:ListSchedules',
      maxItems: 2 * MAX_SCHEDULES,
      ask: (token) =>
        this.#caller.call({
          api: 'scheduler:ListSchedules',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListSchedulesCommand({ MaxResults: PAGE, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Schedules,
      nextOf: (page) => {
        seen += page.Schedules?.length ?? 0;
        const token = textIn(page.NextToken);
        isCut = token !== '' && seen >= MAX_SCHEDULES;
        return isCut ? '' : token;
      },
      read: (entry) => {
        const name = textIn(field(entry, 'Name'));
        const group = textIn(field(entry, 'GroupName'));
        const state = stateWord(field(entry, 'State'));
        if (!NAME.test(name) || !NAME.test(group) || state === null) return null;
        return [{ group, schedule: { name, state, targetArn: parseArn(field(field(entry, 'Target'), 'Arn'))?.arn ?? null } }];
      },
    });
    return { ...listed, isCut };
  }
}

const told = (error: AwsFailure | null, hides: FanoutFailure['hides']): readonly FanoutFailure[] =>
  error === null ? [] : [{ arn: null, service: 'scheduler', error, hides }];

const next = (token: string): { readonly NextToken?: string } => (token === '' ? {} : { NextToken: token });
