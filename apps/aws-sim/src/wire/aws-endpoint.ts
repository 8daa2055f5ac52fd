import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AwsFailure,
  cloudwatchService,
  eventBridgeService,
  firehoseService,
  frontDoor,
  kinesisEvents,
  kinesisService,
  lambdaService,
  logsService,
  snsService,
  pipesService,
  schedulerService,
  sqsService,
  stsService,
  type Call,
  type EventOperation,
  type FaultEffect,
  type FaultedCall,
  type Operation,
  type Principal,
  type ServiceName,
} from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { readAuthorization, type SignedBy } from './authorization.js';
import { bodyLimitOf, readBody } from './http-body.js';
import { PROTOCOLS, type Protocol, type WireResponse } from './protocol.js';
import type { EventAnswer } from './send-events.js';

/** `drop`: close the connection without a word. */
export type AwsAnswer = WireResponse | EventAnswer | 'drop';

/** A signature older or younger than this is refused. Source: AWS General Reference, "Troubleshoot Signature Version 4" (five minutes). */
const SIGNATURE_WINDOW_MS = 5 * 60_000;

/** How IAM names a service in its actions, where that differs from the signature's scope. */
const IAM_PREFIX: Readonly<Record<ServiceName, string>> = {
  sqs: 'sqs',
  monitoring: 'cloudwatch',
  sts: 'sts',
  kinesis: 'kinesis',
  lambda: 'lambda',
  firehose: 'firehose',
  sns: 'sns',
  logs: 'logs',
  events: 'events',
  pipes: 'pipes',
  scheduler: 'scheduler',
};

/** Answers one call to AWS, the way AWS would on the day it has. Never throws for what a caller sends. */
export async function answerAws(simulation: Simulation, request: IncomingMessage, url: URL, endpoint: string): Promise<AwsAnswer> {
  const requestId = crypto.randomUUID();
  let protocol: Protocol = PROTOCOLS.sqs;
  let skew = 0;
  const dated = <Answer extends WireResponse | EventAnswer>(response: Answer): Answer => ({
    ...response,
    headers: { ...response.headers, date: new Date(simulation.clock.now() + skew).toUTCString() },
  });
  try {
    const { method = '', headers } = request;
    const body = await readBody(request, bodyLimitOf(headers));
    const signed = readAuthorization(headers);
    protocol = PROTOCOLS[signed.service];
    const received = { method, url, headers, body };
    const api = protocol.apiOf(received);
    const now = simulation.clock.now();
    const principal = simulation.credentials.principal(signed.accessKeyId, signed.sessionToken, now);
    const called: FaultedCall = { accountId: principal.accountId, region: signed.region, service: signed.service, api };

    const effects = simulation.faults.befall(called);
    skew = skewOf(effects);
    await delay(effects);
    if (effects.some((effect) => effect.kind === 'drop')) return 'drop';
    refuseByFault(effects, called, principal);
    refuseBySkew(skew, signed, now);

    const input = protocol.parse(received);
    if (!simulation.quotas.admit(called, input, performance.now(), now)) throw throttled(called);
    const call: Call = {
      world: simulation.world,
      accountId: principal.accountId,
      region: signed.region,
      now,
      principalArn: principal.arn,
      principalId: principal.id,
      endpoint,
      pageLimit: effects.reduce<number | null>((limit, effect) => (effect.kind === 'small-pages' ? effect.size : limit), null),
      resultStatus: () => simulation.faults.resultStatus(called),
    };
    const subscribe = eventOperationOf(signed.service, api);
    if (subscribe) return dated({ headers: { 'x-amzn-requestid': requestId }, events: subscribe(call, input) });
    const operation = operationOf(simulation, signed.service, api, principal);
    return dated(protocol.answer(api, operation(call, input), requestId));
  } catch (error) {
    if (error instanceof AwsFailure) return dated(protocol.refuse(error, requestId));
    throw error;
  }
}

const eventOperationOf = (service: ServiceName, api: string): EventOperation | undefined =>
  service === 'kinesis' && Object.hasOwn(kinesisEvents, api) ? kinesisEvents[api] : undefined;

function operationOf(simulation: Simulation, service: ServiceName, api: string, principal: Principal): Operation {
  const services = {
    sqs: sqsService,
    monitoring: cloudwatchService,
    sts: stsService(simulation.credentials, principal),
    kinesis: kinesisService,
    lambda: lambdaService,
    firehose: firehoseService,
    sns: snsService,
    logs: logsService,
    events: eventBridgeService,
    pipes: pipesService,
    scheduler: schedulerService,
  };
  const operations = services[service];
  const operation = Object.hasOwn(operations, api) ? operations[api] : undefined;
  if (!operation) throw frontDoor.unknownOperation();
  return operation;
}

async function delay(effects: readonly FaultEffect[]): Promise<void> {
  const milliseconds = effects.reduce((total, effect) => (effect.kind === 'latency' ? total + effect.milliseconds : total), 0);
  if (milliseconds > 0) await sleep(milliseconds);
}

function refuseByFault(effects: readonly FaultEffect[], called: FaultedCall, principal: Principal): void {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'throttle':
        throw throttled(called);
      case 'server-error':
        throw effect.status === 503 ? frontDoor.unavailable() : frontDoor.internal();
      case 'expired-token':
        throw frontDoor.expiredToken();
      case 'deny':
        throw frontDoor.accessDenied(denial(called, principal, effect.by));
      case 'latency':
      case 'drop':
      case 'small-pages':
      case 'result-status':
      case 'clock-skew':
    }
  }
}

/** Wording: IAM User Guide, "Troubleshoot access denied error messages". SQS names its actions in lower case there. */
function denial(called: FaultedCall, principal: Principal, by: 'identity' | 'organization'): string {
  const action = called.service === 'sqs' ? called.api.toLowerCase() : called.api;
  const resource = called.service === 'sqs' ? ` on resource: arn:aws:sqs:${called.region}:${called.accountId}:` : '';
  const name = `${IAM_PREFIX[called.service]}:${action}`;
  const because =
    by === 'organization'
      ? 'with an explicit deny in a service control policy'
      : `because no identity-based policy allows the ${name} action`;
  return `User: ${principal.arn} is not authorized to perform: ${name}${resource} ${because}`;
}

/** Operations of Kinesis that answer a full shard and too many calls with the same error. */
const SHARD_OPERATIONS = new Set(['GetRecords', 'GetShardIterator', 'PutRecord', 'PutRecords']);

/** Each service refuses what is too much in its own words. Sources: the API references of SQS, Kinesis and Lambda, under each operation. */
function throttled({ service, api }: FaultedCall): AwsFailure {
  switch (service) {
    case 'sqs':
      return new AwsFailure('RequestThrottled', 'The request was denied due to request throttling.');
    case 'kinesis':
      return SHARD_OPERATIONS.has(api)
        ? new AwsFailure('ProvisionedThroughputExceededException', 'Rate exceeded for the shard.')
        : new AwsFailure('LimitExceededException', 'Rate exceeded');
    case 'lambda':
      return new AwsFailure('TooManyRequestsException', 'Rate exceeded', 429);
    case 'pipes':
    case 'scheduler':
      return new AwsFailure('ThrottlingException', 'Rate exceeded', 429);
    case 'events':
    case 'firehose':
    case 'logs':
    case 'monitoring':
    case 'sns':
    case 'sts':
      return frontDoor.throttled();
  }
}

/** AWS compares the signature's time with its own clock; the caller learns AWS's from the Date header. */
function refuseBySkew(skew: number, { signedAt }: SignedBy, now: number): void {
  if (skew === 0 || signedAt === null) return;
  const serverNow = now + skew;
  if (Math.abs(serverNow - signedAt) > SIGNATURE_WINDOW_MS) {
    throw frontDoor.badSignature(
      `Signature expired: ${new Date(signedAt).toISOString()} is now earlier than ${new Date(serverNow - SIGNATURE_WINDOW_MS).toISOString()}`,
    );
  }
}

const skewOf = (effects: readonly FaultEffect[]): number =>
  effects.reduce((skew, effect) => (effect.kind === 'clock-skew' ? skew + effect.milliseconds : skew), 0);
