import { deliveriesOf, type Delivery } from '../../streams/mapping.js';
import { DIRECT_BUFFER_SECONDS } from '../../metrics/direct-delivery-metrics.js';
import { directDeliveriesOf, type DirectDelivery } from '../../topics/direct-delivery.js';
import { deliveryStreamArn } from '../../world/arn.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, optionalWhole } from '../input.js';

/** Source: Firehose API Reference, ListDeliveryStreams. */
const LISTED_BY_DEFAULT = 10;
const MOST_LISTED = 10_000;

/** Firehose delivery streams, to look at. Input and output are the members of AWS JSON 1.1. */
export const firehoseService: Readonly<Record<string, Operation>> = {
  ListDeliveryStreams(call, input) {
    const asked = optionalWhole(input, 'Limit') ?? LISTED_BY_DEFAULT;
    if (asked < 1 || asked > MOST_LISTED) throw new AwsFailure('ValidationException', 'Limit must be a whole number from 1 to 10000.');
    const limit = Math.min(asked, call.pageLimit ?? MOST_LISTED);
    const after = optionalText(input, 'ExclusiveStartDeliveryStreamName') ?? '';
    const type = optionalText(input, 'DeliveryStreamType');
    const names = [
      ...(type === undefined || type === 'KinesisStreamAsSource' ? deliveriesHere(call).map(({ consumer }) => consumer.name) : []),
      ...(type === undefined || type === 'DirectPut' ? directHere(call).map(({ name }) => name) : []),
    ];
    const rest = names.filter((name) => name > after).sort();
    const page = rest.slice(0, limit);
    return { DeliveryStreamNames: page, HasMoreDeliveryStreams: rest.length > page.length };
  },

  DescribeDeliveryStream(call, input) {
    const name = optionalText(input, 'DeliveryStreamName') ?? '';
    const delivery = deliveriesHere(call).find(({ consumer }) => consumer.name === name);
    const direct = directHere(call).find((each) => each.name === name);
    if (direct) return { DeliveryStreamDescription: describedDirect(call, direct) };
    if (!delivery) {
      const message = `Firehose ${name.slice(0, 64)} under account ${call.accountId} not found.`;
      throw new AwsFailure('ResourceNotFoundException', message);
    }
    return { DeliveryStreamDescription: described(call, delivery) };
  },
};

const deliveriesHere = (call: Call): Delivery[] =>
  deliveriesOf(call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [], call.now);

function directHere(call: Call): DirectDelivery[] {
  const scope = call.world.scope(call.accountId, call.region);
  return scope ? directDeliveriesOf(scope, call, call.now) : [];
}

const destinationOf = (role: string, bucket: string, prefix: string, bufferSeconds: number): object => ({
  RoleARN: role,
  BucketARN: `arn:aws:s3:::${bucket}`,
  Prefix: `${prefix}/`,
  BufferingHints: { SizeInMBs: 64, IntervalInSeconds: bufferSeconds },
  CompressionFormat: 'GZIP',
  EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
});

function describedDirect({ accountId, region }: Call, { name }: DirectDelivery): object {
  const role = `arn:aws:iam::${accountId}:role/firehose-${name}`;
  const destination = destinationOf(role, `${name}-${accountId}`, name, DIRECT_BUFFER_SECONDS);
  return {
    DeliveryStreamName: name,
    DeliveryStreamARN: deliveryStreamArn({ accountId, region, name }),
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: 'DirectPut',
    VersionId: '1',
    Destinations: [{ DestinationId: 'destinationId-000000000001', ExtendedS3DestinationDescription: destination }],
    HasMoreDestinations: false,
  };
}

function described(call: Call, { stream, consumer }: Delivery): object {
  const { accountId, region } = call;
  const role = `arn:aws:iam::${accountId}:role/firehose-${consumer.name}`;
  const destination = destinationOf(role, consumer.bucket, stream.identity.name, consumer.bufferSeconds);
  return {
    DeliveryStreamName: consumer.name,
    DeliveryStreamARN: deliveryStreamArn({ accountId, region, name: consumer.name }),
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: 'KinesisStreamAsSource',
    VersionId: '1',
    CreateTimestamp: stream.createdAt / 1000,
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: stream.identity.arn,
        RoleARN: role,
        DeliveryStartTimestamp: stream.createdAt / 1000,
      },
    },
    Destinations: [
      { DestinationId: 'destinationId-000000000001', S3DestinationDescription: destination, ExtendedS3DestinationDescription: destination },
    ],
    HasMoreDestinations: false,
  };
}
