import { deliveriesOf, type Delivery } from '../../streams/mapping.js';
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
    const type = optionalText(input, 'DeliveryStreamType') ?? 'KinesisStreamAsSource';
    const rest = deliveriesHere(call).filter(({ consumer }) => type === 'KinesisStreamAsSource' && consumer.name > after);
    const page = rest.slice(0, limit);
    return { DeliveryStreamNames: page.map(({ consumer }) => consumer.name), HasMoreDeliveryStreams: rest.length > page.length };
  },

  DescribeDeliveryStream(call, input) {
    const name = optionalText(input, 'DeliveryStreamName') ?? '';
    const delivery = deliveriesHere(call).find(({ consumer }) => consumer.name === name);
    if (!delivery) {
      const message = `Firehose ${name.slice(0, 64)} under account ${call.accountId} not found.`;
      throw new AwsFailure('ResourceNotFoundException', message);
    }
    return { DeliveryStreamDescription: described(call, delivery) };
  },
};

const deliveriesHere = (call: Call): Delivery[] =>
  deliveriesOf(call.world.scope(call.accountId, call.region)?.streams.all(call.now) ?? [], call.now);

function described(call: Call, { stream, consumer }: Delivery): object {
  const { accountId, region } = call;
  const role = `arn:aws:iam::${accountId}:role/firehose-${consumer.name}`;
  const destination = {
    RoleARN: role,
    BucketARN: `arn:aws:s3:::${consumer.bucket}`,
    Prefix: `${stream.identity.name}/`,
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: consumer.bufferSeconds },
    CompressionFormat: 'GZIP',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
  };
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
