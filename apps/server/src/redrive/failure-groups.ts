import { gunzipSync } from 'node:zlib';
import type { MovableMessage } from '@weir/aws';
import { type DeadMessage, readMessage, type Unpack } from '@weir/domain';

/** A body that unpacks to more is not looked into. */
const MOST_UNPACKED = 1_048_576;

const unpack: Unpack = (bytes) => {
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED }) };
  } catch (error) {
    return { problem: error instanceof RangeError ? 'more than 1 MiB when unpacked' : 'it cannot be unpacked' };
  }
};

/** The key of the group of failures that a message belongs to: the same as whoever looked into the queue was told. */
export const failureGroupOf = (message: MovableMessage): string => readMessage(deadMessageOf(message), unpack).signature.key;

const deadMessageOf = ({ id, body, attributes, sentAt, groupId, sourceArn }: MovableMessage): DeadMessage => ({
  ...{ messageId: id, body, sentAt, receiveCount: null, messageGroupId: groupId, deadLetterSourceArn: sourceArn },
  attributes: Object.entries(attributes).map(([name, { DataType = 'String', StringValue = null, BinaryValue = null }]) => ({
    ...{ name, type: DataType, text: BinaryValue === null ? StringValue : null, bytes: BinaryValue },
  })),
});
