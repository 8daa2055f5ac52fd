import { readSchedule } from '@weir/domain';
import type { RuleState } from '../../estate/event-blueprint.js';
import { readPattern } from '../../events/pattern.js';
import type { SimulatedBus } from '../../events/simulated-bus.js';
import type { SimulatedRule } from '../../events/simulated-rule.js';
import { DEFAULT_BUS } from '../../events/bus-registry.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, records, text, type RawInput } from '../input.js';
import { busOf, listed, nextToken, planeOf, required, ruleOf, validation } from './eventbridge-input.js';

/** Source: EventBridge User Guide, "Amazon EventBridge quotas". */
const MOST_RULES = 300;

export const ruleOperations: Readonly<Record<string, Operation>> = {
  ListRules(call, input) {
    const prefix = optionalText(input, 'NamePrefix');
    const rules = [...busOf(call, input).rules.values()].filter(({ place }) => prefix === undefined || place.name.startsWith(prefix));
    const page = listed(call, input, rules, ({ place }) => place.name);
    return { Rules: page.items.map(worded), ...nextToken(page) };
  },

  DescribeRule(call, input) {
    const rule = ruleOf(call, input);
    return { ...worded(rule), CreatedBy: call.accountId };
  },

  ListRuleNamesByTarget(call, input) {
    const target = required(input, 'TargetArn');
    const rules = [...busOf(call, input).rules.values()].filter(({ lines }) =>
      [...lines.values()].some((line) => line.target.arn === target),
    );
    const page = listed(call, input, rules, ({ place }) => place.name);
    return { RuleNames: page.items.map(({ place }) => place.name), ...nextToken(page) };
  },

  PutRule(call, input) {
    const bus = busOf(call, input);
    const name = required(input, 'Name');
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
      throw validation(
        `1 validation error detected: Value '${name.slice(0, 80)}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      );
    }
    const known = bus.rules.get(name);
    refuseManaged(known);
    if (!known && bus.rules.size >= MOST_RULES) {
      throw new AwsFailure('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    }
    const rule = planeOf(call).buses.putRule(bus, name, settingsOf(bus, input));
    for (const tag of records(input, 'Tags')) rule.tags.set(text(tag, 'Key'), optionalText(tag, 'Value') ?? '');
    return { RuleArn: rule.arn };
  },

  EnableRule: (call, input) => turned(call, input, 'ENABLED'),
  DisableRule: (call, input) => turned(call, input, 'DISABLED'),

  DeleteRule(call, input) {
    const bus = busOf(call, input);
    const rule = bus.rules.get(required(input, 'Name'));
    refuseManaged(rule);
    if (!rule) return {};
    if (rule.lines.size > 0) throw validation("Rule can't be deleted since it has targets.");
    bus.removeRule(rule.place.name);
    return {};
  },
};

/** Of a rule that another service made for itself, nothing can be changed. Throws AwsFailure. */
export function refuseManaged(rule: SimulatedRule | undefined): void {
  if (rule && rule.settings.managedBy !== null) {
    throw new AwsFailure('ManagedRuleException', `Rule ${rule.place.name} is managed by ${rule.settings.managedBy}.`);
  }
}

function turned(call: Call, input: RawInput, state: RuleState): Readonly<Record<string, unknown>> {
  const rule = ruleOf(call, input);
  refuseManaged(rule);
  rule.change({ state });
  return {};
}

function settingsOf(bus: SimulatedBus, input: RawInput): SimulatedRule['settings'] {
  const eventPattern = optionalText(input, 'EventPattern') ?? null;
  const scheduleExpression = optionalText(input, 'ScheduleExpression') ?? null;
  const state = optionalText(input, 'State') ?? 'ENABLED';
  if (eventPattern === null && scheduleExpression === null) {
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (eventPattern !== null) {
    const reading = readPattern(eventPattern);
    if (!reading.ok) throw new AwsFailure('InvalidEventPatternException', reading.message);
  }
  if (scheduleExpression !== null) {
    if (bus.place.name !== DEFAULT_BUS) throw validation('ScheduleExpression is supported only on the default event bus.');
    if (readSchedule(scheduleExpression) === null) throw validation('Parameter ScheduleExpression is not valid.');
  }
  if (state !== 'ENABLED' && state !== 'DISABLED') {
    throw validation(
      `1 validation error detected: Value '${state.slice(0, 80)}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]`,
    );
  }
  return { description: optionalText(input, 'Description') ?? '', eventPattern, scheduleExpression, state, managedBy: null };
}

const worded = ({ arn, place, settings }: SimulatedRule): Readonly<Record<string, unknown>> => ({
  Name: place.name,
  Arn: arn,
  EventBusName: place.bus,
  State: settings.state,
  ...(settings.eventPattern !== null && { EventPattern: settings.eventPattern }),
  ...(settings.scheduleExpression !== null && { ScheduleExpression: settings.scheduleExpression }),
  ...(settings.description !== '' && { Description: settings.description }),
  ...(settings.managedBy !== null && { ManagedBy: settings.managedBy }),
});
