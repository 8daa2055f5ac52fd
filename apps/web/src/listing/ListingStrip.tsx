import { Link } from '@tanstack/react-router';
import type { ResourceKind } from '@weir/contract';
import { Mid } from '../app/ErrorPages.js';
import { useZone } from '../app/view-settings.js';
import { counted, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { Strip } from '../parts/Strip.js';
import { gapReasons, hiddenWords, type GapReason, type ListingGap } from './listing-gaps.js';

interface ListingStripProps {
  readonly gaps: readonly ListingGap[];
  /** What the page lists. */
  readonly kinds: readonly ResourceKind[];
}

const STEP_MS = 10_000;
const REASONS_SHOWN = 3;

/** Stands above a list for as long as there may be more than it shows. Nothing while all there is was listed. */
export function ListingStrip({ gaps, kinds }: ListingStripProps) {
  const reasons = useReasons(gaps);
  if (gaps.length === 0) return null;
  return (
    <div className="strips">
      <Strip
        state="unknown"
        title={`There may be more ${hiddenWords(gaps, kinds)} than are shown`}
        actions={<WhatMendsIt reasons={reasons} />}
      >
        {reasonWords(reasons)}
      </Strip>
    </div>
  );
}

/** Stands above findings that were looked for in less than all there is. @param awaited what is not listed yet, in a sentence */
export function UnseenStrip({ gaps, awaited }: { readonly gaps: readonly ListingGap[]; readonly awaited: string }) {
  const reasons = useReasons(gaps);
  return (
    <div className="strips">
      <Strip state="unknown" title="Not everything could be looked through" actions={<WhatMendsIt reasons={reasons} />}>
        {[awaited, reasonWords(reasons)].filter((words) => words !== '').join(' ')}
      </Strip>
    </div>
  );
}

interface UnknownListProps {
  readonly noun: string;
  readonly gaps: readonly ListingGap[];
}

/** In place of a list of which nothing is seen, and not because there is nothing. */
export function UnknownList({ noun, gaps }: UnknownListProps) {
  const reasons = useReasons(gaps);
  return (
    <Mid title={`Whether there is any ${noun} is not known`} actions={<WhatMendsIt reasons={reasons} />}>
      <p>{reasonWords(reasons)}</p>
    </Mid>
  );
}

function useReasons(gaps: readonly ListingGap[]): readonly GapReason[] {
  const now = useNow(STEP_MS);
  const zone = useZone();
  return gapReasons(gaps, now, zone);
}

/** Which action is refused or fails, where, since when, and when Weir tries again. */
function reasonWords(reasons: readonly GapReason[]): string {
  const more = reasons.length - REASONS_SHOWN;
  const told = reasons.slice(0, REASONS_SHOWN).map(({ sentence }) => visibleText(sentence));
  return [...told, ...(more > 0 ? [`And ${counted(more, 'more reason')}.`] : [])].join(' ');
}

const WhatMendsIt = ({ reasons }: { readonly reasons: readonly GapReason[] }) => (
  <Link className="btn" to="/settings">
    {reasons.some(({ denied }) => denied) ? 'Show the missing permission' : 'Show what is read'}
  </Link>
);
