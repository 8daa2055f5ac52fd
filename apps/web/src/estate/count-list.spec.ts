import type { ResourceKind, VerdictState } from '@weir/contract';
import { expect, it } from 'vitest';
import { makeResource } from '../testing/estate-fixture.js';
import { countList } from './count-list.js';

const failing = (kind: ResourceKind, state: VerdictState = 'failing') => ({ ...makeResource({ name: 'a', system: 'a', state }), kind });

it.each<[string, readonly ReturnType<typeof failing>[], string | null]>([
  ['queues', [failing('queue'), failing('queue')], '/queues'],
  ['streams', [failing('stream')], '/streams'],
  ['what passes events on', [failing('topic'), failing('rule'), failing('pipe'), failing('schedule-group')], '/fanout'],
  ['queues and topics', [failing('queue'), failing('topic')], null],
  ['subscriptions, which no list has', [failing('subscription')], null],
  ['readers of streams', [failing('consumer'), failing('stream')], null],
  ['a topic counted for what hangs on it', [failing('topic', 'ok')], null],
])('finds the list of %s', (_name, counted, list) => expect(countList('failing', counted)).toBe(list));
