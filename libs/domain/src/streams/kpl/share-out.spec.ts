import { describe, expect, it } from 'vitest';
import { shareOut } from './share-out.js';

const userRecord = (partitionKey: string, bytes: number) => ({ partitionKey, explicitHashKey: null, bytes });

describe('shareOut', () => {
  it('gives the stored bytes in proportion to the payloads, and the record in equal parts', () => {
    const [small, large] = [userRecord('small', 100), userRecord('large', 300)];
    expect(shareOut([small, large], 480)).toEqual([
      { userRecord: small, bytes: 120, records: 0.5 },
      { userRecord: large, bytes: 360, records: 0.5 },
    ]);
  });

  it('gives equal parts of the bytes where no payload has any', () => {
    const [a, b] = [userRecord('a', 0), userRecord('b', 0)];
    expect(shareOut([a, b], 60).map(({ bytes }) => bytes)).toEqual([30, 30]);
  });
});
