import type { CatalogueConsumer, CatalogueOf } from '../../model/catalogue.js';
import type { RuleConfig, RuleTarget } from '@weir/contract';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { pipeWork } from '../estate/pipe-state.js';
import { explainMatch, explainPolicyMatch, parseEventPattern, parseFilterPolicy } from '../matching/index.js';
import { transformInput, transformPipeInput } from '../transform/transform-input.js';
import { accountIn, acrossBuses } from './across-buses.js';
import { mayEnter } from './entry-permission.js';
import { asBusEvent, clockEvent, contentOf, pipeBusEvent, type Parcel, snsDelivery, sourceRecord, textOf } from './envelopes.js';
import { filterRecord } from './filter-record.js';
import { firstFailing, type Step, unreadable } from './step.js';

/** What a subscription, rule, pipe or mapping makes of a parcel: it stops there, or goes on as another one. */
export type Onward =
  | { readonly stops: Step }
  | {
      readonly stops: null;
      readonly parcel: Parcel;
      readonly step: Omit<Step, 'outcome'>;
      /** From bus to bus: the account the event came from, when it crossed into another. */
      readonly crossedFrom?: string | null;
    };

interface OnwardSight {
  readonly index: FanoutIndex;
  /** ISO 8601. */
  readonly at: string;
}

/** What a subscription hands on of a message. */
export function bySubscription(subscription: CatalogueOf<'subscription'>, parcel: Parcel, { index, at }: OnwardSight): Onward {
  const { config } = subscription;
  if (config?.state === 'pending') return { stops: { outcome: 'blocked', because: 'nobody has confirmed the subscription' } };
  if (config === null || config.partial === true)
    return { stops: { outcome: 'unseen', because: 'its settings could not be read, so whether it filters is not known' } };
  const parsed = config.filterPolicy === null ? null : parseFilterPolicy(config.filterPolicy, config.filterPolicyScope);
  if (parsed?.ok === false) return { stops: unreadable('its filter policy', parsed.problems) };
  const explained = parsed === null ? null : explainPolicyMatch(parsed.policy, { attributes: parcel.attributes, body: parcel.content });
  const reasons = [...(explained?.because ?? [])];
  if (explained?.matched === false) return { stops: { outcome: 'filtered', because: firstFailing(reasons), reasons } };
  const permission = mayEnter(config.endpoint, { service: 'sns.amazonaws.com', arn: config.topicArn, roleArn: null }, index);
  if (permission.refuses !== null) return { stops: { outcome: 'blocked', because: permission.refuses, reasons } };
  return { stops: null, parcel: snsDelivery(parcel, config, subscription.arn, at), step: { reasons, because: permission.doubts } };
}

/** Whether a rule takes an event at all; null: it goes by the clock. */
export function byPattern(rule: CatalogueOf<'rule'>, parcel: Parcel, at: string): Step | null {
  const { config } = rule;
  if (config === null) return { outcome: 'unseen', because: 'its settings could not be read, so whether it matches is not known' };
  if (config.pattern === null)
    return config.schedule === null ? { outcome: 'unseen', because: 'its event pattern could not be read' } : null;
  const parsed = parseEventPattern(config.pattern);
  if (!parsed.ok) return unreadable('its event pattern', parsed.problems);
  const { matched, because } = explainMatch(parsed.pattern, asBusEvent(parcel.content, config.busArn, at));
  const reasons = [...because];
  if (!matched) return { outcome: 'not-matched', because: firstFailing(because), reasons };
  if (config.state === 'DISABLED') return { outcome: 'blocked', because: 'the rule is switched off', reasons };
  if (config.targets === null) return { outcome: 'unseen', because: 'it matches, and its targets could not be read', reasons };
  if (config.targets.length === 0) return { outcome: 'blocked', because: 'it matches, and has no target to hand the event to', reasons };
  return { outcome: 'passed', reasons };
}

/** What a rule hands to one of its targets. @param crossedFrom the account the event came from, when it crossed into this one */
export function byTarget(
  rule: CatalogueOf<'rule'>,
  target: RuleTarget,
  parcel: Parcel,
  crossedFrom: string | null,
  { index, at }: OnwardSight,
): Onward {
  const { config } = rule;
  const matched = byPattern(rule, parcel, at);
  if (config === null || matched === null || matched.outcome !== 'passed') return { stops: matched ?? { outcome: 'not-matched' } };
  const event = asBusEvent(parcel.content, config.busArn, at);
  return handOver({ rule, busArn: config.busArn, target, crossedFrom }, event, matched.reasons ?? [], { index, at });
}

/** What a rule with a schedule does when its time has come. @returns the event of the clock too, of which its targets get what is made of it */
export function atItsTime(
  rule: CatalogueOf<'rule'>,
  config: RuleConfig,
  at: string,
): Step & { readonly event: Readonly<Record<string, unknown>> } {
  const event = clockEvent(rule.arn, config.busArn, at);
  const because = `the clock starts it, by ${config.schedule ?? 'its schedule'}, and no event sets it off`;
  if (config.state === 'DISABLED') return { outcome: 'blocked', because: `${because}; it is switched off`, event };
  if (config.targets === null) return { outcome: 'unseen', because: `${because}; its targets could not be read`, event };
  if (config.targets.length === 0) return { outcome: 'blocked', because: `${because}; it has no target`, event };
  return { outcome: 'passed', because, payload: textOf(event), event };
}

interface HandOver {
  readonly rule: CatalogueOf<'rule'>;
  readonly busArn: string;
  readonly target: RuleTarget;
  /** The account the event came from, when it crossed into this one. */
  readonly crossedFrom: string | null;
}

/** What a target gets of an event that set its rule off. @param reasons why it did */
export function handOver(
  { rule, busArn, target, crossedFrom }: HandOver,
  event: Readonly<Record<string, unknown>>,
  reasons: NonNullable<Step['reasons']>,
  { index, at }: OnwardSight,
): Onward {
  if (target.arn.includes(':event-bus/')) {
    const crossing = acrossBuses({ rule, busArn, target, crossedFrom }, event, index);
    if (crossing.refuses !== null) return { stops: { outcome: 'blocked', because: crossing.refuses, reasons } };
    const crosses = accountIn(busArn) !== accountIn(target.arn);
    return {
      stops: null,
      parcel: { content: event, attributes: {} },
      step: { reasons, because: crossing.doubts },
      crossedFrom: crosses ? accountIn(busArn) : crossedFrom,
    };
  }
  const permission = mayEnter(target.arn, { service: 'events.amazonaws.com', arn: rule.arn, roleArn: target.roleArn }, index);
  if (permission.refuses !== null) return { stops: { outcome: 'blocked', because: permission.refuses, reasons } };
  const made = transformInput(target, event, { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: at });
  if (!made.ok) {
    const problems = made.problems.map(({ field, message }) => ({ message: `${field} ${message}` }));
    return { stops: unreadable('its input transformer', problems) };
  }
  return {
    stops: null,
    parcel: { content: contentOf(made.text), attributes: {} },
    step: { reasons, because: permission.doubts, warnings: made.warnings.map(({ message }) => message), payload: made.text },
  };
}

/** What a pipe takes of a message or record and hands on. */
export function byPipe(pipe: CatalogueOf<'pipe'>, parcel: Parcel, { at }: OnwardSight): Onward {
  const { config } = pipe;
  if (config === null) return { stops: { outcome: 'unseen', because: 'its settings could not be read' } };
  const record = sourceRecord(parcel, config.sourceArn, at);
  const filtered = filterRecord(config.filters, record);
  if (filtered.stops !== null) return filtered;
  const { reasons } = filtered;
  const work = pipeWork(config.currentState);
  if (work !== 'runs' && work !== 'runs-as-before') {
    const state = config.currentState.toLowerCase().replaceAll('_', ' ');
    return { stops: { outcome: 'blocked', because: `the pipe is ${state}`, reasons } };
  }
  const made = transformPipeInput(config.inputTemplate, record.event, {
    pipeArn: pipe.arn,
    pipeName: pipe.name,
    sourceArn: config.sourceArn,
    enrichmentArn: config.enrichmentArn,
    targetArn: config.targetArn,
    ingestionTime: at,
  });
  if (!made.ok) return { stops: unreadable('its input template', made.problems) };
  const warnings = made.warnings.map(({ message }) => message);
  if (work === 'runs-as-before') warnings.push(`AWS says ${config.currentState}: the pipe may pass nothing, or work by older settings.`);
  if (config.enrichmentArn !== null) warnings.push('Its enrichment may change the event in ways Weir cannot know.');
  const content = contentOf(made.text);
  if (!config.targetArn.includes(':event-bus/'))
    return { stops: null, parcel: { content, attributes: {} }, step: { reasons, warnings, payload: made.text } };
  if (config.asEvent?.source == null || config.asEvent.detailType === null)
    warnings.push('The pipe does not say what its events are called; AWS chooses their source or detail type.');
  const event = pipeBusEvent(content, config, pipe.name);
  return { stops: null, parcel: { content: event, attributes: {} }, step: { reasons, warnings, payload: textOf(event) } };
}

/** What a mapping or delivery stream takes of a message or record. */
export function byReader(reader: CatalogueConsumer, parcel: Parcel, { at }: OnwardSight): Onward {
  const { config } = reader;
  if (config?.state === 'Disabled' || config?.state === 'Disabling')
    return { stops: { outcome: 'blocked', because: 'the event source mapping is switched off' } };
  if (reader.kind !== 'consumer' || config?.type !== 'event-source-mapping') return { stops: null, parcel, step: {} };
  const filtered = filterRecord(config.filters ?? null, sourceRecord(parcel, config.sourceArn, at));
  return filtered.stops === null ? { stops: null, parcel, step: { reasons: filtered.reasons } } : filtered;
}
