import { parseArn } from './arns.js';
import { parseJson } from './parse-json.js';
import { wholeNumber } from './queue-attributes.js';
import { showable } from './showable.js';
import { field, listIn } from './untrusted.js';

/** Ways to read one setting. What makes no sense becomes null and a line in `problems`; what is not there is null without one. */

/** Text kept as it is, such as a policy, if it is no longer than AWS allows one to be. */
export function verbatim(raw: unknown, name: string, maxLength: number, problems: string[]): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  if (typeof raw === 'string' && raw.length <= maxLength) return raw;
  problems.push(typeof raw === 'string' ? `${name} is longer than ${maxLength} characters: left out` : `${name} is no text`);
  return null;
}

/** An ARN. */
export function arnIn(raw: unknown, name: string, problems: string[]): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const arn = parseArn(raw);
  if (arn === null) problems.push(`${name} is no ARN: ${quoted(raw)}`);
  return arn?.arn ?? null;
}

/** A whole number from `min` up. */
export function numberIn(raw: unknown, name: string, min: number, problems: string[]): number | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= min) return raw;
  const value = wholeNumber(raw);
  if (value !== null && value >= min) return value;
  problems.push(`${name} is no whole number from ${min} up: ${quoted(raw)}`);
  return null;
}

/** Five filters of 4,096 characters, ten on request (API references of Pipes and Lambda, FilterCriteria); many times that are no filters. */
const MAX_FILTERS = 50;
const MAX_FILTER = 8_192;

/** The patterns of filter criteria. One that cannot be read makes them all unreadable: without it more would seem to be filtered out than is. */
export function filtersIn(criteria: unknown, problems: string[]): string[] | null {
  const raw = listIn(field(criteria, 'Filters'));
  const filters = raw.flatMap((filter) => verbatim(field(filter, 'Pattern'), 'A filter', MAX_FILTER, problems) ?? []);
  if (filters.length === raw.length && filters.length <= MAX_FILTERS) return filters;
  problems.push('Filters are not readable');
  return null;
}

/** Where failures go, of a redrive policy as SNS words it. */
export function redriveTargetIn(raw: unknown, problems: string[]): string | null {
  if (raw === undefined || raw === '') return null;
  const policy = parseJson(raw, 10_000);
  const target = parseArn(field(policy, 'deadLetterTargetArn'));
  if (target === null) problems.push(`RedrivePolicy names no queue as deadLetterTargetArn: ${quoted(raw)}`);
  return target?.arn ?? null;
}

/** Enough of a value to recognise it by. */
export function quoted(raw: unknown): string {
  return typeof raw === 'string' ? `"${showable(raw.slice(0, 120))}"` : `(${typeof raw})`;
}
