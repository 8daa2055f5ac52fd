import { createHash } from 'node:crypto';

/** Writes what the Kinesis Producer Library writes, and what it never would. */

export const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

export function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

export const varintField = (field: number, value: bigint | number): number[] => [...varint(field * 8), ...varint(value)];

export function bytesField(field: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

/** One user record as a field of the aggregate. */
export const recordField = (keyIndex: bigint | number, data: string, ...more: readonly number[][]): number[] =>
  bytesField(3, [...varintField(1, keyIndex), ...bytesField(3, data), ...more.flat()]);

/** A message with the magic number before it and its digest behind. */
export function seal(...fields: readonly number[][]): Uint8Array {
  const message = Uint8Array.from(fields.flat());
  return Buffer.concat([Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2), message, md5(message)]);
}
