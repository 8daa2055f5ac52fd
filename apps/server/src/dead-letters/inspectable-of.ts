import type { Inspectable, Resource } from '@weir/contract';
import type { Settings } from '../config/settings.js';

const ACTIONS = ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'];

/**
 * Whether messages of a queue may be looked at. Where somebody works on them, a look could be the receive that is one too many.
 * @param readers what reads the queue: mappings and pipes that are on
 * @param denied when AWS refused the last look, in its words
 */
export function inspectableOf(resource: Resource, { config }: Settings, readers: readonly string[], denied: string | null): Inspectable {
  if (resource.kind !== 'queue' || resource.deadLetterSources.length === 0)
    return {
      state: 'not-a-dead-letter-queue',
      because: `Nothing fails into ${resource.name}: a look would count as a receive of messages that somebody works on.`,
      fix: null,
    };
  const worker = readers[0] ?? (resource.config?.redrive ? 'something' : undefined);
  if (worker !== undefined)
    return {
      state: 'not-a-dead-letter-queue',
      because: `${worker} works on ${resource.name}, so that a look would count as one of its receives${resource.config?.redrive ? ' and could send messages on to its own dead-letter queue' : ''}.`,
      fix: null,
    };
  if (resource.config === null)
    return { state: 'unreadable', because: `The settings of ${resource.name} could not be read.`, fix: 'Allow sqs:GetQueueAttributes.' };
  const account = config.accounts.find(({ id }) => id === resource.accountId);
  if (account?.inspect?.enabled !== true)
    return {
      state: 'not-enabled',
      because: `Looking at messages is not enabled for ${resource.accountName}.`,
      fix: `accounts:\n  - id: "${resource.accountId}"\n    inspect:\n      enabled: true\n`,
    };
  return denied === null ? { state: 'yes' } : { state: 'denied', because: denied, fix: statementFor(resource) };
}

/** What the role needs, for the queue alone. Of an encrypted queue the key has to allow it as well. */
export const statementFor = ({ arn }: Pick<Resource, 'arn'>): string =>
  JSON.stringify({ Sid: 'WeirLooksAtDeadLetters', Effect: 'Allow', Action: ACTIONS, Resource: arn }, null, 2);
