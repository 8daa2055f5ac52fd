import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { DecodedBody } from './decode-body.js';
import { odditiesOf } from './oddities.js';
import { isObject, type Json } from './read-json.js';
import { type DeadMessage, textOf } from './dead-message.js';
import { bodyTemplate, textTemplate } from './template.js';

/** How a message failed: equal for messages that failed alike, whoever looks at them and whenever. */
export interface FailureSignature {
  readonly key: string;
  /** ARN of what it failed to get through: a queue, rule, function, topic; null: nothing tells. */
  readonly sourceArn: string | null;
  /** Attributes of the failure that do not vary from one message to the next. */
  readonly error: readonly { readonly name: string; readonly value: string }[];
  /** The body with what varies taken out. */
  readonly template: string;
  /** What the message is, in a word or two: `OrderPlaced`; null: it does not say. */
  readonly about: string | null;
  /** What is strange about it: `value is null`. */
  readonly oddities: readonly string[];
}

/**
 * What AWS says of a failure. EventBridge User Guide, "Using dead-letter queues": RULE_ARN and so on. AWS Lambda Developer Guide,
 * "Asynchronous invocation": ErrorCode and ErrorMessage; RequestID differs for each message.
 */
const ERROR_CODES = ['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE', 'EXHAUSTED_RETRY_CONDITION', 'ErrorCode'] as const;
const ERROR_TEXTS = ['ERROR_MESSAGE', 'ErrorMessage'] as const;
const MOST_VALUE = 300;
const MOST_TEMPLATE = 4_000;
const KEY_LENGTH = 16;

/** Fields that say what a message is about, most telling first. */
const ABOUT = ['detail-type', 'event', 'eventType', 'eventName', 'type', 'kind', 'action', 'command'] as const;

/** @param decoded the message's body, decoded */
export function signatureOf(message: DeadMessage, decoded: DecodedBody): FailureSignature {
  const error = [...codesOf(message), ...destinationError(decoded)];
  const sourceArn = textOf(message, 'RULE_ARN') ?? functionOf(decoded) ?? message.deadLetterSourceArn ?? decoded.sns?.topicArn ?? null;
  const template = bodyTemplate(decoded.innermost).slice(0, MOST_TEMPLATE);
  const about = aboutOf(decoded);
  const told = JSON.stringify([sourceArn, error.map(({ name, value }) => [name, value]), about, template]);
  return {
    key: bytesToHex(sha256(utf8ToBytes(told))).slice(0, KEY_LENGTH),
    sourceArn,
    error,
    template,
    about,
    oddities: odditiesOf(decoded.innermost),
  };
}

function codesOf(message: DeadMessage): FailureSignature['error'] {
  const codes = ERROR_CODES.map((name) => ({ name, value: textOf(message, name) }));
  const texts = ERROR_TEXTS.map((name) => {
    const text = textOf(message, name);
    return { name, value: text === null ? null : textTemplate(text) };
  });
  return [...codes, ...texts].flatMap(({ name, value }) => (value === null ? [] : [{ name, value: value.slice(0, MOST_VALUE) }]));
}

/** What a destination of a function's failures holds: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations". */
function destinationOf({ innermost }: DecodedBody): { readonly context: Json; readonly response: Json } | null {
  if (!isObject(innermost) || !isObject(innermost['requestContext']) || innermost['requestPayload'] === undefined) return null;
  return { context: innermost['requestContext'], response: innermost['responsePayload'] ?? null };
}

function functionOf(decoded: DecodedBody): string | null {
  const context = destinationOf(decoded)?.context;
  const arn = isObject(context) ? context['functionArn'] : undefined;
  return typeof arn === 'string' ? arn : null;
}

function destinationError(decoded: DecodedBody): FailureSignature['error'] {
  const destination = destinationOf(decoded);
  if (destination === null) return [];
  const condition = isObject(destination.context) ? destination.context['condition'] : undefined;
  const response = isObject(destination.response) ? destination.response : {};
  const told = { condition, errorType: response['errorType'], errorMessage: response['errorMessage'] };
  return Object.entries(told).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value: textTemplate(value).slice(0, MOST_VALUE) }] : [],
  );
}

function aboutOf({ event, innermost }: DecodedBody): string | null {
  if (event !== null) return event.detailType.slice(0, MOST_VALUE);
  if (typeof innermost === 'string' && /^\s*[{[]/.test(innermost)) return 'Broken JSON';
  if (!isObject(innermost)) return null;
  for (const name of ABOUT) {
    const value = innermost[name];
    if (typeof value === 'string' && value !== '' && value.length <= 100) return textTemplate(value);
  }
  return null;
}
