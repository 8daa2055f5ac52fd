import type { ResourceId } from '@weir/contract';
import { expect, test } from 'vitest';
import type { CatalogueOf, CatalogueResource } from '../../model/catalogue.js';
import { counters, during, minuteStart } from '../verdicts/case-windows.js';
import { BusNeighbours } from './bus-neighbours.js';

const bus = (name: string, region = 'eu-west-1', deletedAt: number | null = null): CatalogueOf<'bus'> => ({
  id: name as ResourceId,
  accountId: '111122223333',
  region,
  arn: `arn:aws:events:${region}:111122223333:event-bus/${name}`,
  name,
  tags: {},
  kind: 'bus',
  config: null,
  firstSeen: 0,
  lastSeen: 0,
  deletedAt,
});

test('CloudWatch told of the newest minute with an event on any other bus there', () => {
  const partner = bus('partner');
  const entries: readonly CatalogueResource[] = [partner, bus('shop'), bus('quiet'), bus('afar', 'us-east-1'), bus('gone', 'eu-west-1', 5)];
  const busy = counters('events.rule', during(60, { matched: 5 }));
  const windows = new Map([
    ['partner', busy],
    ['shop', counters('events.rule', during(57, { matched: 5 }), during(3))],
    ['quiet', counters('events.rule', during(60))],
    ['afar', busy],
    ['gone', busy],
  ]);
  const neighbours = new BusNeighbours({ entries }, (id) => windows.get(id) ?? null);
  expect(neighbours.toldBeside(partner)).toBe(minuteStart(4));
  expect(neighbours.toldBeside(bus('afar', 'us-east-1'))).toBeNull();
});
