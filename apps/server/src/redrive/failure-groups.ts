import { deadMessageOf, type MovableMessage } from '@weir/aws';
import { readMessage } from '@weir/domain';
import { unpack } from '../dead-letters/unpack.js';

/** The key of the group of failures that a message belongs to: the same as whoever looked into the queue was told. */
export const failureGroupOf = (message: MovableMessage): string => readMessage(deadMessageOf(message), unpack).signature.key;
