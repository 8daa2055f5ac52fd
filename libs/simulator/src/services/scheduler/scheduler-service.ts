import type { SimulatedScheduleGroup } from '../../schedules/schedule-group.js';
import { scheduleArn, scheduleGroupArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, type RawInput } from '../input.js';
import { pageOf, type Page } from '../paged.js';

/** Source: EventBridge Scheduler API Reference, ListSchedules. */
const MOST_LISTED = 100;
/** Every account has it; schedules of no other group are in it. Source: EventBridge Scheduler User Guide, "Schedule groups". */
const DEFAULT_GROUP = 'default';

const validation = (message: string): AwsFailure => new AwsFailure('ValidationException', message);

/** EventBridge Scheduler, as far as Weir asks it. Input and output are the members of REST-JSON. */
export const schedulerService: Readonly<Record<string, Operation>> = {
  ListScheduleGroups(call, input) {
    const prefix = optionalText(input, 'NamePrefix') ?? '';
    const theDefault = { name: DEFAULT_GROUP, arn: scheduleGroupArn({ ...call, name: DEFAULT_GROUP }), createdAt: call.world.historyFrom };
    const groups = [theDefault, ...groupsOf(call).map(({ blueprint, arn, createdAt }) => ({ name: blueprint.name, arn, createdAt }))];
    const page = listed(
      call,
      input,
      groups.filter(({ name }) => name.startsWith(prefix)),
      ({ name }) => name,
    );
    return {
      ScheduleGroups: page.items.map(({ name, arn, createdAt }) => ({
        Arn: arn,
        Name: name,
        State: 'ACTIVE',
        CreationDate: createdAt / 1000,
        LastModificationDate: createdAt / 1000,
      })),
      ...nextToken(page),
    };
  },

  ListSchedules(call, input) {
    const [group, state] = [optionalText(input, 'GroupName') ?? optionalText(input, 'ScheduleGroup'), optionalText(input, 'State')];
    const prefix = optionalText(input, 'NamePrefix') ?? '';
    const groups = groupsOf(call).filter(({ blueprint }) => group === undefined || blueprint.name === group);
    if (group !== undefined && group !== DEFAULT_GROUP && groups.length === 0) {
      throw new AwsFailure('ResourceNotFoundException', `Schedule group ${group.slice(0, 64)} does not exist.`, 404);
    }
    const schedules = groups.flatMap(({ blueprint, createdAt }) =>
      blueprint.schedules
        .filter((schedule) => schedule.name.startsWith(prefix) && (state === undefined || state === schedule.state))
        .map((schedule) => ({
          schedule,
          group: blueprint.name,
          arn: scheduleArn({ ...blueprint, name: schedule.name }, blueprint.name),
          createdAt,
        })),
    );
    const page = listed(call, input, schedules, ({ arn }) => arn);
    return {
      Schedules: page.items.map(({ schedule, group: GroupName, arn, createdAt }) => ({
        Arn: arn,
        Name: schedule.name,
        GroupName,
        State: schedule.state,
        Target: { Arn: schedule.targetArn },
        CreationDate: createdAt / 1000,
        LastModificationDate: createdAt / 1000,
      })),
      ...nextToken(page),
    };
  },
};

function groupsOf(call: Call): readonly SimulatedScheduleGroup[] {
  call.world.timeline.advance(call.now);
  return [...(call.world.scope(call.accountId, call.region)?.events.scheduleGroups.values() ?? [])];
}

const listed = <Item>(call: Call, input: RawInput, all: readonly Item[], keyOf: (item: Item) => string): Page<Item> =>
  pageOf(call, input, all, keyOf, { size: 'MaxResults', token: 'NextToken', most: MOST_LISTED, refuse: validation });

const nextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } => (next === undefined ? {} : { NextToken: next });
