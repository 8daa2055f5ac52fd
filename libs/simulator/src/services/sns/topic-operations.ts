import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import { topicArn } from '../../world/arn.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, records, text, textMap } from '../input.js';
import { allTopicAttributes, setTopicAttribute } from './topic-attributes.js';
import { pageOf } from './paging.js';
import { snsFailure } from './sns-failure.js';
import { topicOf } from './topic-of.js';

/** Topics and their settings. A `Map` in an output is a map on the wire. */
export const topicOperations: Readonly<Record<string, Operation>> = {
  ListTopics(call, input) {
    const { page, nextToken } = pageOf(call, input, topicsOf(call), (topic) => topic.identity.arn);
    return { Topics: page.map(({ identity }) => ({ TopicArn: identity.arn })), ...nextToken };
  },

  GetTopicAttributes: (call, input) => ({ Attributes: allTopicAttributes(topicOf(call, input, 'GetTopicAttributes')) }),

  SetTopicAttributes(call, input) {
    const topic = topicOf(call, input, 'SetTopicAttributes');
    setTopicAttribute(topic, optionalText(input, 'AttributeName') ?? '', optionalText(input, 'AttributeValue') ?? '', call.now);
    return {};
  },

  ListTagsForResource(call, input) {
    const arn = text(input, 'ResourceArn');
    const topic = topicsOf(call).find(({ identity }) => identity.arn === arn);
    if (!topic) throw snsFailure.noSuchResource();
    return { Tags: [...topic.tags].map(([Key, Value]) => ({ Key, Value })) };
  },

  CreateTopic(call, input) {
    const name = optionalText(input, 'Name') ?? '';
    const fifo = name.endsWith('.fifo');
    if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name) || name.length > 256) throw snsFailure.invalidParameter('Topic Name');
    const { FifoTopic, ...attributes } = textMap(input, 'Attributes');
    if (fifo !== (FifoTopic === 'true')) {
      throw snsFailure.invalidParameter(
        'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters',
      );
    }
    const scope = call.world.scope(call.accountId, call.region);
    if (!scope) throw snsFailure.denied('The company has nothing in this region.');
    const existing = scope.topics.at(name, call.now);
    if (existing) {
      const current = allTopicAttributes(existing);
      if (Object.entries(attributes).some(([key, value]) => current.get(key) !== value)) {
        throw snsFailure.invalidParameter('Attributes Reason: Topic already exists with different attributes');
      }
      return { TopicArn: existing.identity.arn };
    }
    const topic = scope.topics.create(name, call.now);
    for (const [key, value] of Object.entries(attributes)) setTopicAttribute(topic, key, value, call.now);
    for (const tag of records(input, 'Tags')) topic.tags.set(text(tag, 'Key'), optionalText(tag, 'Value') ?? '');
    return { TopicArn: topicArn({ accountId: call.accountId, region: call.region, name }) };
  },

  /** A topic that does not exist is as good as deleted. */
  DeleteTopic(call, input) {
    const arn = text(input, 'TopicArn');
    const topic = topicsOf(call).find(({ identity }) => identity.arn === arn);
    if (topic) call.world.scope(call.accountId, call.region)?.topics.delete(topic.identity.name, call.now);
    return {};
  },
};

const topicsOf = (call: Call): SimulatedTopic[] => call.world.scope(call.accountId, call.region)?.topics.all(call.now) ?? [];
