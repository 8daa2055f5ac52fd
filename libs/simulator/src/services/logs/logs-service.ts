import { MINUTE_MS } from '@weir/domain';
import { statusLogEvents, type DeliveryStatus, type StatusLogEvent } from '../../topics/status-log.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, optionalWhole, text, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { parseFilterPattern, type LogFilter } from './filter-pattern.js';

/** Source: Amazon CloudWatch Logs API Reference, FilterLogEvents. */
const MOST_EVENTS = 10_000;
const LARGEST_PAGE_BYTES = 1_048_576;
/** A search looks through so many minutes before it answers with what it found and a token. */
const MINUTES_AT_A_TIME = 24 * 60;
/** What of an event counts besides its text. Same source. */
const EVENT_OVERHEAD_BYTES = 26;

const invalid = (message: string): AwsFailure => new AwsFailure('InvalidParameterException', message);

/** Where a search goes on. */
interface Place {
  readonly minute: number;
  /** Wanted events of that minute that have been given. */
  readonly given: number;
}

/** CloudWatch Logs, as far as SNS writes to it: one group for a topic's successes and one for its failures. Members of AWS JSON 1.1. */
export const logsService: Readonly<Record<string, Operation>> = {
  FilterLogEvents(call, input) {
    const { topic, status } = groupOf(call, input);
    const isWanted = filterOf(input);
    const from = Math.max(optionalWhole(input, 'startTime') ?? 0, call.world.historyFrom);
    const to = Math.min(optionalWhole(input, 'endTime') ?? call.now, call.now);
    const asked = optionalWhole(input, 'limit') ?? MOST_EVENTS;
    if (asked < 1 || asked > MOST_EVENTS) throw invalid(`limit must be a whole number from 1 to ${MOST_EVENTS}.`);
    const limit = Math.min(asked, call.pageLimit ?? MOST_EVENTS);
    const start = placeOf(input, Math.floor(from / MINUTE_MS) * MINUTE_MS);
    const found: StatusLogEvent[] = [];
    const answer = (next: Place | null): ReturnType<Operation> => ({
      events: found.map((event) => worded(topic, event)),
      searchedLogStreams: [],
      ...(next && { nextToken: writeToken({ minute: next.minute, given: next.given }) }),
    });
    let bytes = 0;
    const lastMinute = start.minute + MINUTES_AT_A_TIME * MINUTE_MS;
    for (let minute = start.minute; minute <= to; minute += MINUTE_MS) {
      if (minute >= lastMinute) return answer({ minute, given: 0 });
      const wanted = statusLogEvents(topic, status, minute).filter(({ at, message }) => at >= from && at <= to && isWanted(message));
      for (let given = minute === start.minute ? start.given : 0; given < wanted.length; given++) {
        const event = wanted[given];
        if (!event) break;
        bytes += event.message.length + EVENT_OVERHEAD_BYTES;
        if (found.length === limit || (found.length > 0 && bytes > LARGEST_PAGE_BYTES)) return answer({ minute, given });
        found.push(event);
      }
    }
    return answer(null);
  },
};

/** `sns/<region>/<account>/<topic>`, with `/Failure` for what could not be delivered. */
function groupOf(call: Call, input: RawInput): { readonly topic: SimulatedTopic; readonly status: DeliveryStatus } {
  const name = text(input, 'logGroupName');
  const [, region, accountId, topicName, failure] = /^sns\/([a-z0-9-]+)\/(\d{12})\/([^/]+?)(\/Failure)?$/.exec(name) ?? [];
  const isHere = region === call.region && accountId === call.accountId && topicName !== undefined;
  const topic = isHere ? call.world.scope(accountId, region)?.topics.at(topicName, call.now) : undefined;
  const has = topic?.statusLogging.hasGroup;
  if (!topic || !(failure ? has?.failure : has?.success)) {
    throw new AwsFailure('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return { topic, status: failure ? 'FAILURE' : 'SUCCESS' };
}

function filterOf(input: RawInput): LogFilter {
  const filter = parseFilterPattern(optionalText(input, 'filterPattern') ?? '');
  if (!filter) throw invalid('Invalid character(s) in filter pattern');
  return filter;
}

function placeOf(input: RawInput, first: number): Place {
  const token = optionalText(input, 'nextToken');
  if (token === undefined) return { minute: first, given: 0 };
  const state = readToken(token);
  const [minute, given] = [state?.['minute'], state?.['given']];
  if (typeof minute !== 'number' || typeof given !== 'number' || !(minute >= first) || minute % MINUTE_MS !== 0) {
    throw invalid('The specified nextToken is invalid.');
  }
  return { minute, given };
}

const worded = ({ identity }: SimulatedTopic, { at, id, message }: StatusLogEvent): object => ({
  logStreamName: `${new Date(at).toISOString().slice(0, 10)}-${identity.name}`,
  timestamp: at,
  message,
  ingestionTime: at + 1_500,
  eventId: id,
});
