import type { Estate } from '@weir/contract';
import { Mid } from '../app/ErrorPages.js';
import { counted } from '../format/index.js';
import { UnknownList } from '../listing/ListingStrip.js';
import type { ListingGap } from '../listing/listing-gaps.js';
import { isStillLooking } from '../live/freshness.js';

import { wordToDrop, withoutTerm, type Filterable, type ParsedFilter } from './filter.js';

interface EmptyEstateProps {
  readonly estate: Estate | null;
  readonly noun?: string;
  /** Where it is not known whether there is any. */
  readonly gaps: readonly ListingGap[];
}

/** Nothing of a kind anywhere: says where Weir looked and whether it may look there. */
export function EmptyEstate({ estate, noun = 'queue', gaps }: EmptyEstateProps) {
  if (estate === null || isStillLooking(estate)) {
    return (
      <Mid title={`Looking for ${noun}s`}>
        <p>Weir has just started. The first list takes less than a minute.</p>
      </Mid>
    );
  }
  if (gaps.length > 0) return <UnknownList noun={noun} gaps={gaps} />;
  const { scopes } = estate;
  const denied = scopes.filter(({ discovery, live }) => discovery.state === 'denied' || live.state === 'denied');
  const accounts = [...new Set(scopes.map(({ accountId }) => accountId))];
  return (
    <Mid title={`No ${noun} found`}>
      <p>
        {scopes.length === 0
          ? 'No account is configured. Name one in weir.yaml and start Weir again.'
          : `Weir looked in ${counted(scopes.length, 'region')} of ${accounts.join(' and ')}${denied.length > 0 ? `; ${denied.length} of them refused` : noun === 'queue' ? ' and may list them all' : ''}. A new ${noun} appears here within five minutes.`}
      </p>
    </Mid>
  );
}

interface NothingFoundProps {
  readonly noun: string;
  readonly resources: readonly Filterable[];
  readonly filter: ParsedFilter;
  readonly text: string;
  readonly change: (text: string) => void;
}

/** A filter that left nothing over, and which of its words to drop. */
export function NothingFound({ noun, resources, filter, text, change }: NothingFoundProps) {
  const drop = wordToDrop(resources, filter);
  return (
    <section className="panel">
      <Mid
        title={`No ${noun} passes this filter`}
        actions={
          <>
            {drop === null ? null : (
              <button type="button" className="btn primary" onClick={() => change(withoutTerm(text, drop.term))}>
                Drop {drop.term.text}, show {drop.found}
              </button>
            )}
            <button type="button" className="btn" onClick={() => change('')}>
              Clear the filter
            </button>
          </>
        }
      >
        <p>
          {drop === null
            ? 'No single word is to blame: none of them finds anything.'
            : `Without “${drop.term.text}” it would be ${counted(drop.found, noun)}.`}
        </p>
      </Mid>
    </section>
  );
}
