import type { LedgerSubscriber } from '@weir/contract';
import { stateRank } from '@weir/domain';
import { notDelivered } from '../fanout/ledger-parts.js';

/** The worst verdict first, then who surely missed most, then by name: an order that depends on nothing but them. */
export const worstSubscribersFirst = (subscribers: readonly LedgerSubscriber[]): readonly LedgerSubscriber[] =>
  [...subscribers].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      notDelivered(b).low - notDelivered(a).low ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : 1),
  );

const rankOf = ({ verdict }: LedgerSubscriber): number => stateRank(verdict?.state ?? 'ok');
