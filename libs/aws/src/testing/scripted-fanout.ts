import { SCOPE } from './scripted-access.js';
import type { AskedAws, Reply } from './scripted-aws.js';

const HOME = `${SCOPE.region}:${SCOPE.accountId}`;
export const topicArnOf = (name: string): string => `arn:aws:sns:${HOME}:${name}`;
export const queueArnOf = (name: string): string => `arn:aws:sqs:${HOME}:${name}`;
export const busArnOf = (name: string): string => `arn:aws:events:${HOME}:event-bus/${name}`;
export const ruleArnOf = (bus: string, name: string): string => `arn:aws:events:${HOME}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
export const pipeArnOf = (name: string): string => `arn:aws:pipes:${HOME}:pipe/${name}`;
export const groupArnOf = (name: string): string => `arn:aws:scheduler:${HOME}:schedule-group/${name}`;

/** A reply as the query protocol words it. Lists become `member` elements, text is escaped. */
export function xmlReply(operation: string, result: object): Reply {
  return {
    headers: { 'content-type': 'text/xml' },
    body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${xmlOf(result)}</${operation}Result></${operation}Response>`,
  };
}

/** An error as the query protocol words it. */
export const xmlErrorReply = (code: string, message: string, status = 400): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`,
});

/** A map as the query protocol words it. */
export const xmlMap = (entries: Readonly<Record<string, string>>): object => ({
  entry: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

function xmlOf(value: unknown, list = 'member'): string {
  if (Array.isArray(value)) return value.map((item) => `<${list}>${xmlOf(item)}</${list}>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => (key === 'entry' ? xmlOf(item, 'entry') : `<${key}>${xmlOf(item)}</${key}>`))
    .join('');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export interface ScriptedSubscription {
  readonly id: string;
  readonly topic: string;
  readonly protocol?: string;
  readonly endpoint?: string;
  readonly owner?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What is there; whatever is left out is not. */
export interface FanoutScript {
  readonly topics?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly subscriptions?: readonly ScriptedSubscription[];
  readonly buses?: Readonly<Record<string, object>>;
  /** By bus. */
  readonly rules?: Readonly<Record<string, readonly object[]>>;
  /** By rule. */
  readonly targets?: Readonly<Record<string, readonly object[]>>;
  readonly archives?: readonly object[];
  readonly apiDestinations?: readonly object[];
  readonly connections?: readonly object[];
  readonly pipes?: Readonly<Record<string, object>>;
  readonly groups?: readonly object[];
  readonly schedules?: readonly object[];
  readonly functions?: readonly object[];
  readonly mappings?: readonly object[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Answers for these; `special` answers first where it has something to say. */
export const scriptedFanout =
  (script: FanoutScript, special: (asked: AskedAws, earlier: number) => Reply | null = () => null) =>
  (asked: AskedAws, earlier: number): Reply => {
    const particular = special(asked, earlier);
    if (particular !== null) return particular;
    return snsReply(script, asked) ?? eventsReply(script, asked) ?? restReply(script, asked);
  };

function snsReply(script: FanoutScript, { operation, input }: AskedAws): Reply | null {
  const subscriptions = script.subscriptions ?? [];
  switch (operation) {
    case 'ListTopics':
      return xmlReply(operation, { Topics: Object.keys(script.topics ?? {}).map((name) => ({ TopicArn: topicArnOf(name) })) });
    case 'ListSubscriptions':
      return xmlReply(operation, {
        Subscriptions: subscriptions.filter(({ owner }) => (owner ?? SCOPE.accountId) === SCOPE.accountId).map(listedSubscription),
      });
    case 'ListSubscriptionsByTopic':
      return xmlReply(operation, {
        Subscriptions: subscriptions.filter(({ topic }) => topicArnOf(topic) === input['TopicArn']).map(listedSubscription),
      });
    case 'GetTopicAttributes': {
      const name = textOf(input['TopicArn']).split(':').at(-1) ?? '';
      const own = subscriptions.filter(({ topic }) => topic === name).length;
      const attributes = { TopicArn: topicArnOf(name), SubscriptionsConfirmed: String(own), SubscriptionsPending: '0' };
      return xmlReply(operation, { Attributes: xmlMap({ ...attributes, ...script.topics?.[name] }) });
    }
    case 'GetSubscriptionAttributes': {
      const arn = textOf(input['SubscriptionArn']);
      const found = subscriptions.find(({ topic, id }) => `${topicArnOf(topic)}:${id}` === arn);
      if (found === undefined) return xmlErrorReply('NotFound', 'Subscription does not exist', 404);
      return xmlReply(operation, { Attributes: xmlMap({ SubscriptionArn: arn, PendingConfirmation: 'false', ...found.attributes }) });
    }
    default:
      // EventBridge has a call of this name too, in JSON.
      return operation === 'ListTagsForResource' && input['Action'] !== undefined
        ? xmlReply(operation, { Tags: [{ Key: 'system', Value: 'orders' }] })
        : null;
  }
}

const listedSubscription = ({ id, topic, protocol, endpoint, owner }: ScriptedSubscription): object => ({
  SubscriptionArn: id === 'PendingConfirmation' || id === 'Deleted' ? id : `${topicArnOf(topic)}:${id}`,
  Owner: owner ?? SCOPE.accountId,
  Protocol: protocol ?? 'sqs',
  Endpoint: endpoint ?? queueArnOf(id),
  TopicArn: topicArnOf(topic),
});

function eventsReply(script: FanoutScript, { operation, input }: AskedAws): Reply | null {
  const bus = textOf(input['EventBusName']);
  switch (operation) {
    case 'ListEventBuses':
      return { body: { EventBuses: Object.keys(script.buses ?? {}).map((Name) => ({ Name, Arn: busArnOf(Name) })) } };
    case 'DescribeEventBus': {
      const Name = textOf(input['Name']);
      return { body: { Name, Arn: busArnOf(Name), ...script.buses?.[Name] } };
    }
    case 'ListRules':
      return { body: { Rules: (script.rules?.[bus] ?? []).map((rule) => ({ EventBusName: bus, State: 'ENABLED', ...rule })) } };
    case 'ListTargetsByRule':
      return { body: { Targets: script.targets?.[textOf(input['Rule'])] ?? [] } };
    case 'ListArchives':
      return { body: { Archives: script.archives ?? [] } };
    case 'DescribeArchive':
      return { body: { ArchiveName: input['ArchiveName'], EventPattern: '{"source":["kept"]}' } };
    case 'ListApiDestinations':
      return { body: { ApiDestinations: script.apiDestinations ?? [] } };
    case 'ListConnections':
      return { body: { Connections: script.connections ?? [] } };
    case 'ListTagsForResource':
      return { body: { Tags: [{ Key: 'system', Value: 'orders' }] } };
    default:
      return null;
  }
}

function restReply(script: FanoutScript, { operation, input }: AskedAws): Reply {
  switch (operation) {
    case 'ListPipes':
      return {
        body: { Pipes: Object.entries(script.pipes ?? {}).map(([Name, pipe]) => ({ Name, Arn: pipeArnOf(Name), ...RUNNING, ...pipe })) },
      };
    case 'DescribePipe': {
      const Name = textOf(input['Name']);
      return { body: { Name, Arn: pipeArnOf(Name), ...RUNNING, ...script.pipes?.[Name] } };
    }
    case 'ListScheduleGroups':
      return { body: { ScheduleGroups: script.groups ?? [] } };
    case 'ListSchedules':
      return { body: { Schedules: script.schedules ?? [] } };
    case 'ListFunctions':
      return { body: { Functions: script.functions ?? [] } };
    case 'ListEventSourceMappings':
      return { body: { EventSourceMappings: script.mappings ?? [] } };
    default:
      return { status: 400, body: { __type: 'UnknownOperationException', message: operation } };
  }
}

const RUNNING = { DesiredState: 'RUNNING', CurrentState: 'RUNNING' };
