import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, optionalWhole, text, textMap, texts, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { allAttributes, applyAttributes, chosenAttributes, newSettings } from './attributes.js';
import { noSuchQueue, queueOf, queueSettingsOf, queueUrl } from './queue-url.js';

/** Source: Amazon SQS API Reference, ListQueues. */
const MAX_LISTED = 1000;
/** Source: Amazon SQS API Reference, PurgeQueue. */
const PURGE_REST_MS = 60_000;

/** Queues and their settings. */
export const queueOperations: Readonly<Record<string, Operation>> = {
  ListQueues(call, input) {
    const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
    const names = (call.world.scope(call.accountId, call.region)?.names ?? []).filter((name) => name.startsWith(prefix));
    const { page, nextToken } = paged(call, input, names);
    return page.length === 0 ? {} : { QueueUrls: page.map((name) => queueUrl(call, name)), ...nextToken };
  },

  GetQueueUrl(call, input) {
    const name = text(input, 'QueueName');
    if (!call.world.scope(call.accountId, call.region)?.settingsOf(name)) throw noSuchQueue();
    return { QueueUrl: queueUrl(call, name) };
  },

  GetQueueAttributes(call, input) {
    const attributes = chosenAttributes(queueOf(call, input), texts(input, 'AttributeNames'));
    return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
  },

  SetQueueAttributes(call, input) {
    const queue = queueOf(call, input);
    applyAttributes(queue.settings, textMap(input, 'Attributes'), queue.identity.fifo, call.now);
    return {};
  },

  ListQueueTags(call, input) {
    const { tags } = queueSettingsOf(call, input);
    return tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) };
  },

  TagQueue(call, input) {
    const { tags } = queueSettingsOf(call, input);
    for (const [key, value] of Object.entries(textMap(input, 'Tags'))) tags.set(key, value);
    return {};
  },

  UntagQueue(call, input) {
    const { tags } = queueSettingsOf(call, input);
    for (const key of texts(input, 'TagKeys')) tags.delete(key);
    return {};
  },

  ListDeadLetterSourceQueues(call, input) {
    const target = queueSettingsOf(call, input);
    const scope = call.world.scope(call.accountId, call.region);
    const sources = (scope?.names ?? []).filter(
      (name) => scope?.settingsOf(name)?.settings.redrive?.deadLetterTargetArn === target.identity.arn,
    );
    const { page, nextToken } = paged(call, input, sources);
    return { queueUrls: page.map((name) => queueUrl(call, name)), ...nextToken };
  },

  CreateQueue(call, input) {
    const name = text(input, 'QueueName');
    const fifo = name.endsWith('.fifo');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(fifo ? name.slice(0, -5) : name) || name.length > 80) {
      throw new AwsFailure('InvalidParameterValue', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
    }
    const scope = call.world.scope(call.accountId, call.region);
    if (!scope)
      throw new AwsFailure(
        'UnsupportedOperation',
        'The company has nothing in this region.',
        400,
        'AWS.SimpleQueueService.UnsupportedOperation',
      );
    const attributes = textMap(input, 'Attributes');
    if (fifo !== (attributes['FifoQueue'] === 'true')) {
      throw new AwsFailure(
        'InvalidParameterValue',
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
      );
    }
    const existing = scope.settingsOf(name);
    if (existing) {
      const current = allAttributes(existing);
      const differs = Object.entries(attributes).some(([key, value]) => current[key] !== value);
      if (differs)
        throw new AwsFailure(
          'QueueNameExists',
          'A queue already exists with the same name and a different value for an attribute.',
          400,
          'QueueAlreadyExists',
        );
      return { QueueUrl: queueUrl(call, name) };
    }
    if (scope.wasDeletedRecently(name, call.now)) {
      throw new AwsFailure(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
        400,
        'AWS.SimpleQueueService.QueueDeletedRecently',
      );
    }
    const queue = scope.create(name, newSettings(attributes, fifo, call.now), call.now);
    for (const [key, value] of Object.entries(textMap(input, 'tags'))) queue.tags.set(key, value);
    return { QueueUrl: queueUrl(call, name) };
  },

  DeleteQueue(call, input) {
    const queue = queueOf(call, input);
    call.world.scope(call.accountId, call.region)?.delete(queue.identity.name, call.now);
    return {};
  },

  PurgeQueue(call, input) {
    const queue = queueOf(call, input);
    if (call.now - queue.purgedAt < PURGE_REST_MS) {
      throw new AwsFailure(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.identity.name} is allowed every 60 seconds.`,
        403,
        'AWS.SimpleQueueService.PurgeQueueInProgress',
      );
    }
    queue.purge(call.now);
    return {};
  },
};

/** NextToken is given and taken only together with MaxResults, as SQS has it. */
function paged(
  call: Call,
  input: RawInput,
  names: readonly string[],
): { readonly page: readonly string[]; readonly nextToken: { readonly NextToken?: string } } {
  const asked = optionalWhole(input, 'MaxResults');
  if (asked !== undefined && (asked < 1 || asked > MAX_LISTED)) {
    throw new AwsFailure('InvalidParameterValue', 'Value for parameter MaxResults is invalid. Reason: Must be an integer from 1 to 1000.');
  }
  const limit = asked === undefined ? MAX_LISTED : Math.min(asked, call.pageLimit ?? MAX_LISTED);
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? '' : readToken(token)?.['after'];
  if (typeof after !== 'string' || (token !== undefined && asked === undefined)) {
    throw new AwsFailure('InvalidParameterValue', 'Invalid or expired next token.');
  }
  // Going on after a name, not at a position: queues that come or go between pages are neither skipped nor repeated.
  const rest = names.filter((name) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    nextToken: asked !== undefined && last !== undefined && rest.length > limit ? { NextToken: writeToken({ after: last }) } : {},
  };
}
