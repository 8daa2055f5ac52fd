import type { DeliveryStreamConfig } from '@weir/contract';
import { field, listIn } from './untrusted.js';

/**
 * The members of a destination, and what CloudWatch calls each. S3 comes last: some kinds name a bucket beside it. Source: Firehose API Reference,
 * DestinationDescription; Firehose Developer Guide, "Monitoring with CloudWatch metrics".
 */
const DESTINATIONS: readonly (readonly [member: string, name: string])[] = [
  ['HttpEndpointDestinationDescription', 'HttpEndpoint'],
  ['SplunkDestinationDescription', 'Splunk'],
  ['AmazonopensearchserviceDestinationDescription', 'AmazonOpenSearchService'],
  ['AmazonOpenSearchServerlessDestinationDescription', 'AmazonOpenSearchServerless'],
  ['ElasticsearchDestinationDescription', 'Elasticsearch'],
  ['RedshiftDestinationDescription', 'Redshift'],
  ['SnowflakeDestinationDescription', 'Snowflake'],
  ['IcebergDestinationDescription', 'Iceberg'],
  ['ExtendedS3DestinationDescription', 'S3'],
  ['S3DestinationDescription', 'S3'],
];
/** The longest there is (Firehose Developer Guide, buffering hints). */
const MOST_SECONDS = 900;

/** What a description tells of a delivery stream that others put into. It never fails. @param state its status, read already */
export function readDeliveryStream(described: unknown, state: string): DeliveryStreamConfig {
  const { destination, bufferSeconds } = readDestination(described);
  const problems = destination === null ? ['Its destination is of a kind Weir does not know: what becomes of its records is not read'] : [];
  return { kind: 'delivery-stream', state, destination, bufferSeconds, problems };
}

/** Where it delivers to, as CloudWatch names it, and how long it collects; null: not told, or of a kind Weir does not know. */
export function readDestination(described: unknown): Pick<DeliveryStreamConfig, 'destination' | 'bufferSeconds'> {
  const [first] = listIn(field(described, 'Destinations'));
  const [member, destination] = DESTINATIONS.find(([name]) => field(first, name) != null) ?? [null, null];
  const seconds = member === null ? null : field(field(field(first, member), 'BufferingHints'), 'IntervalInSeconds');
  const isSound = typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= MOST_SECONDS;
  return { destination, bufferSeconds: isSound ? seconds : null };
}
