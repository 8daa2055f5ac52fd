import { seedOf } from '../../chance/chance.js';
import { uuidOf } from '../../chance/uuid.js';
import { sampleOf } from '../../events/event-sample.js';
import { readPattern } from '../../events/pattern.js';
import { letsAccountIn } from '../../events/bus-policy.js';
import { DEFAULT_BUS } from '../../events/bus-registry.js';
import type { SimulatedBus } from '../../events/simulated-bus.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { isRecord, optionalText, records, texts, type RawInput } from '../input.js';
import { planeOf, required, validation } from './eventbridge-input.js';

/** Sources: EventBridge API Reference, PutEvents; EventBridge User Guide, "Calculating PutEvents event entry size". */
const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const encoder = new TextEncoder();
const bytesOf = (text: string | undefined): number => encoder.encode(text ?? '').length;

export const eventOperations: Readonly<Record<string, Operation>> = {
  PutEvents(call, input) {
    const entries = records(input, 'Entries');
    if (entries.length === 0 || entries.length > MOST_ENTRIES) {
      const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ENTRIES}`;
      throw validation(`1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`);
    }
    const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (size > MOST_BYTES) throw validation('Total size of the entries in the request is over the limit.');
    planeOf(call);
    const answers = entries.map((entry, at) => refusalOf(entry) ?? put(call, entry, at));
    return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
  },

  TestEventPattern(_call, input) {
    const reading = readPattern(required(input, 'EventPattern'));
    if (!reading.ok) throw new AwsFailure('InvalidEventPatternException', reading.message);
    const event = parsed(required(input, 'Event'));
    if (!event) throw validation('Parameter Event is not valid JSON.');
    for (const field of ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']) {
      if (event[field] === undefined) throw validation(`Parameter Event is not valid. Reason: it must contain ${field}.`);
    }
    return { Result: reading.matches(event) };
  },
};

function put(call: Call, entry: RawInput, at: number): { readonly EventId: string } {
  const EventId = uuidOf(seedOf(0, `${call.accountId}/${call.region}`), planeOf(call).buses.numberEvent());
  const bus = busNamed(call, optionalText(entry, 'EventBusName') ?? DEFAULT_BUS);
  // An unknown bus is no error: the event is gone. Source: EventBridge User Guide, "Sending events with PutEvents".
  if (!bus) return { EventId };
  const time = entry['Time'];
  const sample = sampleOf(
    {
      account: call.accountId,
      region: call.region,
      source: optionalText(entry, 'Source') ?? '',
      detailType: optionalText(entry, 'DetailType') ?? '',
      detail: parsed(optionalText(entry, 'Detail') ?? '') ?? {},
      resources: texts(entry, 'Resources'),
    },
    { id: EventId, time: `${new Date(typeof time === 'number' ? time * 1000 : call.now).toISOString().slice(0, 19)}Z` },
    bus.place.accountId !== call.accountId,
  );
  bus.take({ sample, count: 1, ingestedAt: call.now }, 'put', call.now, at === 0 ? 1 : 0);
  return { EventId };
}

/** By name in the caller's account and region, or by ARN anywhere that lets the caller in. */
function busNamed(call: Call, asked: string): SimulatedBus | undefined {
  if (!asked.startsWith('arn:')) return planeOf(call).buses.buses.get(asked);
  const bus = call.world.busAt(asked);
  if (!bus || bus.place.accountId === call.accountId) return bus;
  if (letsAccountIn(bus.settings.policy, call.accountId)) return bus;
  throw new AwsFailure(
    'AccessDeniedException',
    `User: ${call.principalArn} is not authorized to perform: events:PutEvents on resource: ${asked.slice(0, 256)}`,
  );
}

/** null: the entry is all right. */
function refusalOf(entry: RawInput): Refusal | null {
  const [source, detailType, detail] = ['Source', 'DetailType', 'Detail'].map((field) => optionalText(entry, field));
  const missing = (field: string): Refusal => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
  });
  if (!source) return missing('Source');
  if (!detailType) return missing('DetailType');
  if (!detail) return missing('Detail');
  if (source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  return parsed(detail) ? null : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

const sizeOf = (entry: RawInput): number =>
  (entry['Time'] === undefined ? 0 : 14) +
  bytesOf(optionalText(entry, 'Source')) +
  bytesOf(optionalText(entry, 'DetailType')) +
  bytesOf(optionalText(entry, 'Detail')) +
  texts(entry, 'Resources').reduce((sum, resource) => sum + bytesOf(resource), 0);

function parsed(text: string): RawInput | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
