import type { MessageDesk } from '../../queue/message-desk.js';
import type { SimulatedQueue } from '../../queue/simulated-queue.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call } from '../caller.js';
import { text, type RawInput } from '../input.js';

export const noSuchQueue = (): AwsFailure =>
  new AwsFailure('QueueDoesNotExist', 'The specified queue does not exist.', 400, 'AWS.SimpleQueueService.NonExistentQueue');

/** The path names the region too, so that queues of one name in two regions have two addresses, as at AWS. */
export const queueUrl = (call: Call, name: string): string =>
  `${call.endpoint}/queue/${call.region}/${call.accountId}/${encodeURIComponent(name)}`;

/** Account, region and name in a queue's address. */
function parseQueueUrl(url: string): { readonly region: string; readonly accountId: string; readonly name: string } {
  const match = /^https?:\/\/[^/]+\/queue\/([a-z0-9-]+)\/(\d{12})\/([^/?#]+)$/.exec(url);
  const [, region, accountId, name] = match ?? [];
  if (!region || !accountId || !name) throw new AwsFailure('InvalidAddress', 'The address QueueUrl is not valid for this endpoint.', 404);
  return { region, accountId, name: decodeName(name) };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) throw noSuchQueue();
    throw error;
  }
}

/** The queue a request is about, brought up to the instant of the call. Queues of other accounts are out of reach: none has a policy. */
export const queueOf = (call: Call, input: RawInput): SimulatedQueue => deskOf(call, input).queue;

/** As `queueOf`, with the desk for its messages. */
export function deskOf(call: Call, input: RawInput): MessageDesk {
  const { region, accountId, name } = parseQueueUrl(text(input, 'QueueUrl'));
  if (accountId !== call.accountId || region !== call.region) throw noSuchQueue();
  const desk = call.world.scope(accountId, region)?.deskAt(name, call.now);
  if (!desk) throw noSuchQueue();
  return desk;
}

/** As `queueOf`, for questions about settings: nothing has to be brought up to date. */
export function queueSettingsOf(call: Call, input: RawInput): SimulatedQueue {
  const { region, accountId, name } = parseQueueUrl(text(input, 'QueueUrl'));
  const queue = accountId === call.accountId && region === call.region ? call.world.scope(accountId, region)?.settingsOf(name) : undefined;
  if (!queue) throw noSuchQueue();
  return queue;
}
