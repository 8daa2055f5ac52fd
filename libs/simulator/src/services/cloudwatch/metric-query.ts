import type { Statistic } from '../../metrics/metric-feed.js';
import { AwsFailure } from '../aws-failure.js';
import { optionalFlag, optionalText, optionalWhole, record, records, text, type RawInput } from '../input.js';

export interface MetricQuery {
  readonly id: string;
  readonly label: string | null;
  readonly returnData: boolean;
  readonly accountId: string | null;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly periodSeconds: number;
  readonly statistic: Statistic;
  readonly unit: string | null;
}

export const invalidValue = (message: string): AwsFailure =>
  new AwsFailure('InvalidParameterValueException', message, 400, 'InvalidParameterValue');
const invalidCombination = (message: string): AwsFailure =>
  new AwsFailure('InvalidParameterCombinationException', message, 400, 'InvalidParameterCombination');
export const missing = (field: string): AwsFailure =>
  new AwsFailure('MissingRequiredParameterException', `The parameter ${field} is required.`, 400, 'MissingParameter');
export const validation = (message: string): AwsFailure => new AwsFailure('ValidationException', message, 400, 'ValidationError');

/** Source: CloudWatch API Reference, GetMetricData. */
const MAX_QUERIES = 500;
const MAX_DIMENSIONS = 30;
const STATISTICS: readonly Statistic[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

export function parseQueries(input: RawInput): readonly MetricQuery[] {
  const raw = records(input, 'MetricDataQueries');
  if (raw.length === 0) throw missing('MetricDataQueries');
  if (raw.length > MAX_QUERIES) {
    throw validation('The collection MetricDataQueries must not have a size greater than 500.');
  }
  const seen = new Set<string>();
  return raw.map((query, at) => {
    const parsed = parseQuery(query, `MetricDataQueries.member.${at + 1}`);
    if (seen.has(parsed.id)) throw validation(`Duplicate query id ${parsed.id}.`);
    seen.add(parsed.id);
    return parsed;
  });
}

function parseQuery(query: RawInput, path: string): MetricQuery {
  const id = text(query, 'Id');
  if (!/^[a-z][A-Za-z0-9_]{0,254}$/.test(id))
    throw validation(`The value ${id.slice(0, 80)} for parameter ${path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  const expression = optionalText(query, 'Expression');
  if (expression !== undefined) {
    if (query['MetricStat'] !== undefined) throw invalidCombination(`${path}: MetricStat and Expression are mutually exclusive.`);
    throw validation(`Error in expression '${id}' [Unsupported operation].`);
  }
  if (query['MetricStat'] === undefined) throw missing(`${path}.MetricStat`);
  const stat = record(query, 'MetricStat');
  const metric = record(stat, 'Metric');
  const periodSeconds = optionalWhole(stat, 'Period');
  if (periodSeconds === undefined) throw missing(`${path}.MetricStat.Period`);
  if (periodSeconds <= 0 || periodSeconds % 60 !== 0) {
    throw invalidValue(`The value ${periodSeconds} for parameter ${path}.MetricStat.Period is not a valid value: use a multiple of 60.`);
  }
  const statistic = STATISTICS.find((name) => name === text(stat, 'Stat'));
  if (!statistic)
    throw invalidValue(`The value ${text(stat, 'Stat').slice(0, 80)} for parameter ${path}.MetricStat.Stat is not supported.`);
  const dimensions = records(metric, 'Dimensions').map((dimension) => ({ name: text(dimension, 'Name'), value: text(dimension, 'Value') }));
  if (dimensions.length > MAX_DIMENSIONS) throw validation(`${path}: too many dimensions.`);
  return {
    id,
    label: optionalText(query, 'Label') ?? null,
    returnData: optionalFlag(query, 'ReturnData') ?? true,
    accountId: optionalText(query, 'AccountId') ?? null,
    namespace: text(metric, 'Namespace'),
    metricName: text(metric, 'MetricName'),
    dimensions,
    periodSeconds,
    statistic,
    unit: optionalText(stat, 'Unit') ?? null,
  };
}

/** AWS JSON 1.0 sends instants as seconds since 1970, perhaps with a fraction. Returns epoch milliseconds. */
export function instant(input: RawInput, field: string): number {
  const value = input[field];
  if (value === undefined || value === null) throw missing(field);
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidValue(`The value for parameter ${field} is not a timestamp.`);
  return value * 1000;
}
