import { ListApiDestinationsCommand, ListConnectionsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { RuleTarget } from '@weir/contract';
import { parseArn } from './arns.js';
import type { AwsFailure } from './failure.js';
import { maskCredentials } from './mask-credentials.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { numberIn } from './setting-readers.js';
import { stateWord } from './stream-config.js';
import { field, textIn } from './untrusted.js';

export type ApiDestination = NonNullable<RuleTarget['apiDestination']>;

export interface ApiDestinations {
  /** By ARN. */
  readonly byArn: ReadonlyMap<string, ApiDestination>;
  readonly failures: readonly AwsFailure[];
}

/** AWS allows 3,000 of each (EventBridge User Guide, quotas); beyond these a listing is broken. */
const MAX_LISTED = 30_000;
const PAGE = 100;

/** What is behind the API destinations of an account in a region, and in what state their connections are. Only an abort throws. */
export async function listApiDestinations(
  client: EventBridgeClient,
  caller: MeteredCaller,
  signal: AbortSignal | undefined,
): Promise<ApiDestinations> {
  const [destinations, connections] = await Promise.all([listDestinations(client, caller, signal), listStates(client, caller, signal)]);
  const states = new Map(connections.items);
  return {
    byArn: new Map(
      destinations.items.map(({ arn, connectionArn, ...destination }) => [
        arn,
        { ...destination, connectionState: states.get(connectionArn) ?? null },
      ]),
    ),
    failures: [destinations.failure, connections.failure].filter((failure) => failure !== null),
  };
}

interface ListedDestination extends Omit<ApiDestination, 'connectionState'> {
  readonly arn: string;
  readonly connectionArn: string;
}

async function listDestinations(
  client: EventBridgeClient,
  caller: MeteredCaller,
  signal: AbortSignal | undefined,
): Promise<Listed<ListedDestination>> {
  return listPages({
    action: 'events:ListApiDestinations',
    maxItems: MAX_LISTED,
    ask: (token) =>
      caller.call({
        api: 'events:ListApiDestinations',
        billedUnits: 0,
        signal,
        send: (abortSignal) =>
          client.send(new ListApiDestinationsCommand({ Limit: PAGE, ...(token === '' ? {} : { NextToken: token }) }), { abortSignal }),
      }),
    entriesOf: (page) => page.ApiDestinations ?? [],
    nextOf: (page) => textIn(page.NextToken),
    read: (entry) => {
      const arn = parseArn(field(entry, 'ApiDestinationArn'))?.arn;
      const name = textIn(field(entry, 'Name'));
      const endpoint = textIn(field(entry, 'InvocationEndpoint'));
      const method = stateWord(field(entry, 'HttpMethod'));
      if (arn === undefined || !/^[\w.-]{1,64}$/.test(name) || endpoint.length > 2_048 || method === null) return null;
      const ratePerSecond = numberIn(field(entry, 'InvocationRateLimitPerSecond'), 'InvocationRateLimitPerSecond', 1, []);
      const connectionArn = textIn(field(entry, 'ConnectionArn'));
      return [{ arn, name, endpoint: maskCredentials(endpoint), method, ratePerSecond, connectionArn }];
    },
  });
}

/** Connections hold the secrets of API destinations; their listing tells none. */
async function listStates(
  client: EventBridgeClient,
  caller: MeteredCaller,
  signal: AbortSignal | undefined,
): Promise<Listed<readonly [arn: string, state: string]>> {
  return listPages({
    action: 'events:ListConnections',
    maxItems: MAX_LISTED,
    ask: (token) =>
      caller.call({
        api: 'events:ListConnections',
        billedUnits: 0,
        signal,
        send: (abortSignal) =>
          client.send(new ListConnectionsCommand({ Limit: PAGE, ...(token === '' ? {} : { NextToken: token }) }), { abortSignal }),
      }),
    entriesOf: (page) => page.Connections ?? [],
    nextOf: (page) => textIn(page.NextToken),
    read: (entry) => {
      const arn = parseArn(field(entry, 'ConnectionArn'))?.arn;
      const state = stateWord(field(entry, 'ConnectionState'));
      return arn === undefined || state === null ? null : [[arn, state] as const];
    },
  });
}
