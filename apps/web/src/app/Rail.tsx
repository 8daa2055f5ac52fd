import { Link } from '@tanstack/react-router';
import type { Estate, ResourceKind } from '@weir/contract';
import { groupDigits, money, wholeMoney } from '../format/index.js';
import { useOpenFindings } from '../audit/audit-queries.js';
import { useEstate } from '../live/live-context.js';
import { FANOUT_KINDS } from '../fanout/fanout-search.js';
import { countedWords, gapsOf } from '../listing/listing-gaps.js';
import { Gauge } from '../parts/Gauge.js';
import { Icon, Mark } from '../parts/Icon.js';
import { PAGES, type PageLink } from './pages.js';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export function Rail() {
  const { estate } = useEstate();
  const findings = useOpenFindings();
  const unanswered = estate?.incidents?.unacknowledged ?? 0;
  return (
    <nav className="rail" aria-label="Pages">
      <Link className="brand" to="/" aria-label="Weir, estate">
        <Mark />
        <span>Weir</span>
      </Link>
      <div className="nav">
        {PAGES.map((page) => (
          <RailLink
            key={page.to}
            page={page}
            count={
              page.to === '/incidents'
                ? unanswered === 0
                  ? null
                  : groupDigits(unanswered)
                : page.to === '/audit'
                  ? findings
                  : countOf(page, estate)
            }
            bad={page.to === '/incidents'}
          />
        ))}
      </div>
      {estate === null ? null : <CostFoot cost={estate.cost} />}
    </nav>
  );
}

interface RailLinkProps {
  readonly page: PageLink;
  readonly count: string | null;
  /** What is counted waits for somebody. */
  readonly bad: boolean;
}

function RailLink({ page, count, bad }: RailLinkProps) {
  return (
    <>
      {page.apart === true ? <hr /> : null}
      <Link
        to={page.to}
        activeOptions={{ exact: page.to === '/' }}
        activeProps={{ 'aria-current': 'page' }}
        title={`${page.label} (G ${page.key.toUpperCase()})`}
      >
        <Icon name={page.icon} />
        <span>{page.label}</span>
        {count === null ? null : (
          <span className={bad ? 'n bad' : 'n'}>
            {count}
            {bad ? <span className="sr"> not acknowledged</span> : null}
          </span>
        )}
      </Link>
    </>
  );
}

const COUNTED_KINDS: Readonly<Partial<Record<PageLink['to'], readonly ResourceKind[]>>> = {
  '/queues': ['queue'],
  '/fanout': FANOUT_KINDS,
  '/bus': ['bus'],
  '/streams': ['stream'],
};

/** How many a page lists: a lower bound, or a dash, where it is not known whether that is all. */
function countOf(page: PageLink, estate: Estate | null): string | null {
  const kinds = COUNTED_KINDS[page.to];
  if (kinds === undefined || estate === null) return null;
  const count = kinds.flatMap((kind) => Object.values(estate.counts[kind] ?? {})).reduce((sum, each) => sum + each, 0);
  return countedWords(count, gapsOf(estate, kinds));
}

/** What Weir's own reading of AWS costs this month. */
function CostFoot({ cost }: { readonly cost: Estate['cost'] }) {
  const month = MONTHS[Number(cost.month.slice(5, 7)) - 1] ?? cost.month;
  return (
    <div className="foot">
      <span>AWS reads, {month}</span>
      <span className="t1">
        <b>{money(cost.spentUsd)}</b> <span className="t3">{cost.capUsd === null ? 'no cap' : `of ${wholeMoney(cost.capUsd)} cap`}</span>
      </span>
      {cost.capUsd === null ? null : (
        <Gauge
          share={cost.spentUsd / cost.capUsd}
          label={`${money(cost.spentUsd)} of ${wholeMoney(cost.capUsd)} spent`}
          colour="var(--text-2)"
        />
      )}
      <span>forecast {money(cost.forecastUsd)}</span>
    </div>
  );
}
