import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedFrames } from './bounded-frames.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function passed(bytes: Uint8Array, size: number, most: number, chunks: Uint8Array[] = []): Promise<Buffer> {
  for await (const chunk of boundedFrames(inPieces(bytes, size), most, 'kinesis:SubscribeToShard')) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A message of so many bytes in all. */
function message(length: number): Buffer {
  const bytes = Buffer.alloc(length, 255);
  bytes.writeUInt32BE(length, 0);
  return bytes;
}

describe('boundedFrames', () => {
  it('passes messages of any length up to the bound, however they are cut', async () => {
    const lengths = fc.array(fc.integer({ min: 5, max: 60 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 70 }), async (sizes, piece) => {
        const bytes = Buffer.concat(sizes.map(message));
        expect(await passed(bytes, piece, 60)).toEqual(bytes);
      }),
    );
  });

  it.each([1, 3, 4, 100])('stops at a message that claims too much, in pieces of %i', async (piece) => {
    const bytes = Buffer.concat([message(20), message(61)]);
    const chunks: Uint8Array[] = [];
    await expect(passed(bytes, piece, 60, chunks)).rejects.toMatchObject({
      failure: { kind: 'internal', action: 'kinesis:SubscribeToShard', message: 'a message claims to be 61 bytes long' },
    });
    expect(Buffer.concat(chunks).subarray(0, 20)).toEqual(message(20));
    expect(Buffer.concat(chunks).length).toBeLessThan(24);
  });

  it('stops at a message shorter than its own length', async () => {
    await expect(passed(Buffer.alloc(4), 4, 60)).rejects.toMatchObject({ failure: { message: 'a message claims to be 0 bytes long' } });
  });
});
