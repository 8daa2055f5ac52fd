import { Link } from '@tanstack/react-router';
import type { BusConfig, Resource } from '@weir/contract';
import { worstFirst } from '@weir/domain';
import { useMemo } from 'react';
import { Announcer } from '../app/Announcer.js';
import { Page } from '../app/Page.js';
import { counted, figure, isTrouble, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { countedWords, type ListingGap } from '../listing/listing-gaps.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useEstate, useNow, useResources } from '../live/live-context.js';
import { Badge } from '../parts/Badge.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { placeOf } from '../parts/place-of.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { EmptyEstate } from '../queues/QueuesEmpty.js';
import { summarisePolicy } from './policy-summary.js';
import { countRules, rulesOf } from './rules-of-bus.js';
import '../queues/queues.css';
import './bus.css';

const BUSES = { view: 'resources', kind: 'bus' } as const;
const RULES = { view: 'resources', kind: 'rule' } as const;
const KINDS = ['bus', 'rule'] as const;
const STEP_MS = 10_000;

/** Every event bus with how its rules are. */
export function BusesPage() {
  const now = useNow(STEP_MS);
  const { resources: buses } = useResources(BUSES);
  const { resources: rules } = useResources(RULES);
  const { estate } = useEstate();
  const gaps = useListingGaps(KINDS);
  const busGaps = useMemo(() => gaps.filter(({ failure }) => failure.hides.includes('bus')), [gaps]);
  const present = useMemo(() => buses?.filter(({ deletedAt }) => deletedAt === null).toSorted(worstFirst(now)) ?? null, [buses, now]);
  return (
    <Page
      name="Buses and rules"
      className="list-page"
      title={
        <>
          Buses <span className="crumb">{present === null ? '' : countedWords(present.length, busGaps)}</span>
        </>
      }
    >
      {present === null ? (
        <section className="panel">
          <SkeletonRows rows={8} />
        </section>
      ) : present.length === 0 ? (
        <EmptyEstate estate={estate} noun="event bus" gaps={busGaps} />
      ) : (
        <>
          <ListingStrip gaps={gaps} kinds={KINDS} />
          <section className="panel tbl buses-table" aria-label="Buses" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th className="c-verdict">
                    <span className="word">Verdict</span>
                  </th>
                  <th className="c-name">Bus</th>
                  <th className="c-type md">Type</th>
                  <th className="num c-in md" title="Events matched by its rules per second">
                    In /s
                  </th>
                  <th className="c-rules">Rules</th>
                  <th className="c-worst">Worst rule</th>
                  <th className="c-who lo">Who may put events</th>
                  <th className="c-kept lo">Archives</th>
                  <th className="why lo">Why</th>
                </tr>
              </thead>
              <tbody>
                {present.map((bus) => (
                  <BusRow
                    key={bus.id}
                    bus={bus}
                    rules={rules === null ? null : rulesOf(rules, bus.arn, now)}
                    gaps={gaps.filter((gap) => hidesRulesOf(gap, bus))}
                  />
                ))}
              </tbody>
            </table>
          </section>
          <Announcer resources={present} />
        </>
      )}
    </Page>
  );
}

/** Whether rules of a bus may be hidden there. */
const hidesRulesOf = ({ accountId, region, failure }: ListingGap, bus: Resource): boolean =>
  accountId === bus.accountId && region === bus.region && failure.hides.includes('rule');

interface BusRowProps {
  readonly bus: Resource;
  readonly rules: readonly Resource[] | null;
  /** Why there may be more rules. */
  readonly gaps: readonly ListingGap[];
}

function BusRow({ bus, rules, gaps }: BusRowProps) {
  const { id, name, verdict, rates, fanout } = bus;
  const settings = fanout?.kind === 'bus' ? fanout : null;
  const who = settings === null ? null : whoWords(settings);
  return (
    <tr>
      <td className="c-verdict">
        <Badge state={verdict.state} verdict={verdict} bare />
      </td>
      <td className="c-name">
        <span className="who">
          <Link to="/bus/$id" params={{ id }}>
            <Name name={name} />
          </Link>
          <Name name={placeOf(bus)} className="sys" />
        </span>
      </td>
      <td className="c-type md">{settings?.type ?? <span className="na">{UNKNOWN_FIGURE}</span>}</td>
      <td className="num c-in md">{figure(rates.in)}</td>
      <RuleCells rules={rules} gaps={gaps} />
      <td className="c-who lo clip" title={who ?? undefined}>
        {who ?? <span className="na">{UNKNOWN_FIGURE}</span>}
      </td>
      <td className="c-kept lo">
        {settings === null || settings.archives.length === 0 ? null : counted(settings.archives.length, 'archive')}
      </td>
      <td className={`why clip lo${isTrouble(verdict.state) ? '' : ' quiet'}`} title={visibleText(verdict.because)}>
        {visibleText(verdict.because)}
      </td>
    </tr>
  );
}

function RuleCells({ rules, gaps }: Pick<BusRowProps, 'rules' | 'gaps'>) {
  if (rules === null)
    return (
      <>
        <td className="c-rules na">{UNKNOWN_FIGURE}</td>
        <td className="c-worst na">{UNKNOWN_FIGURE}</td>
      </>
    );
  const { all, off, managed, worst } = countRules(rules);
  return (
    <>
      <td className="c-rules">
        {countedWords(all, gaps)}
        {off === 0 ? '' : <span className="t3">, {off} off</span>}
        {managed === 0 ? '' : <span className="t3 lo">, {managed} by AWS</span>}
      </td>
      <td className="c-worst">
        {worst === null || !isTrouble(worst.verdict.state) ? null : (
          <Link className="worst-of" to="/fanout/$id" params={{ id: worst.id }} title={visibleText(worst.verdict.because)}>
            <Glyph state={worst.verdict.state} size={13} />
            <Name name={worst.name} className="" />
          </Link>
        )}
      </td>
    </>
  );
}

/** In one line: everyone that a statement allows, or its own account alone. */
function whoWords({ type, policy }: BusConfig): string {
  if (type === 'partner') return 'the partner';
  if (policy === null) return 'its own account';
  const grants = summarisePolicy(policy);
  if (grants === null) return 'policy not readable';
  const allowed = [...new Set(grants.filter(({ effect }) => effect === 'allow').flatMap(({ who }) => who))];
  return visibleText(allowed.length === 0 ? 'its own account' : `its own account, ${allowed.join(', ')}`);
}
