import type { Resource } from '@weir/contract';
import { counted } from '../format/index.js';

/**
 * What it means that a ledger names no subscriber: nobody is there, or nobody could tell Weir. The ledger says the same of both; the settings
 * tell them apart.
 */
export function nobodyWords({ fanout }: Pick<Resource, 'fanout'>): { readonly known: boolean; readonly words: string } {
  if (fanout?.kind === 'rule')
    return fanout.targets === null
      ? { known: false, words: 'Its targets are not readable: who gets it is not known.' }
      : { known: true, words: 'Nobody gets it: what matches goes nowhere.' };
  if (fanout?.kind !== 'topic') return { known: false, words: 'Its settings are not read yet: who gets it is not known.' };
  const { subscriptionsConfirmed, subscriptionsPending } = fanout;
  if (subscriptionsConfirmed > 0)
    return {
      known: false,
      words: `AWS counts ${counted(subscriptionsConfirmed, 'confirmed subscription')}, none of which Weir has listed: who gets it is not known.`,
    };
  const waiting = subscriptionsPending === 0 ? '' : `, ${counted(subscriptionsPending, 'subscription')} still to be confirmed`;
  return { known: true, words: `Nobody is subscribed${waiting}: what is published goes nowhere.` };
}
