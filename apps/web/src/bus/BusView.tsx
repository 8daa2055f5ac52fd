import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { useChangesOf } from '../fanout/fanout-queries.js';
import { figure, groupDigits, UNKNOWN_FIGURE } from '../format/index.js';
import { FlowFrame } from '../ledger/FlowFrame.js';
import { namedArns } from '../ledger/named-arns.js';
import { ChangesPanel } from '../ledger/SidePanels.js';
import { useFlowSpan } from '../queue/use-flow-span.js';
import { countedWords, type ListingGap } from '../listing/listing-gaps.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useNow, useResources } from '../live/live-context.js';
import { Fact } from '../parts/Figure.js';
import { ArchivesPanel, BusSettingsPanel, PolicyPanel } from './BusSide.js';
import { crumb } from './crumb.js';
import { countRules, rulesOf } from './rules-of-bus.js';
import { RulesPanel } from './RulesPanel.js';
import './bus.css';

const RULES = { view: 'resources', kind: 'rule' } as const;
const LISTED = ['rule'] as const;
const STEP_MS = 10_000;

/** A bus: its verdict, its rules, who may put events on it, and the past. */
export function BusView({ bus }: { readonly bus: Resource }) {
  const search = useSearch({ from: '/desk/bus/$id' });
  const navigate = useNavigate({ from: '/bus/$id' });
  const flow = useFlowSpan(search, {
    goTo: (next) => void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false }),
    back: () => void navigate({ to: '/bus' }),
  });
  const { span, now, zone } = flow;
  const ordered = useNow(STEP_MS);
  const { resources } = useResources(RULES);
  const rules = useMemo(() => (resources === null ? null : rulesOf(resources, bus.arn, ordered)), [resources, bus.arn, ordered]);
  const listed = useListingGaps(LISTED);
  const gaps = useMemo(
    () => listed.filter(({ accountId, region }) => accountId === bus.accountId && region === bus.region),
    [listed, bus.accountId, bus.region],
  );
  const ids = useMemo(() => [bus.id, ...(rules ?? []).map(({ id }) => id)], [bus.id, rules]);
  const arns = useMemo(() => [bus, ...(rules ?? [])].flatMap(({ fanout }) => namedArns(fanout)), [bus, rules]);
  const edits = useChangesOf(ids, span);
  const settings = bus.fanout?.kind === 'bus' ? bus.fanout : null;
  return (
    <FlowFrame
      resource={bus}
      flow={flow}
      crumb={crumb}
      noun={settings?.type === 'partner' ? 'partner bus' : 'bus'}
      traceFrom={bus.id}
      facts={
        <div className="facts">
          <Fact figure={figure(bus.rates.in)} unit={bus.rates.in === null ? undefined : '/s'} label="matched now" />
          <RuleFacts rules={rules} gaps={gaps} />
        </div>
      }
      arns={arns}
      strips={<ListingStrip gaps={gaps} kinds={LISTED} />}
      announced={rules ?? []}
      side={
        <>
          {settings === null ? null : <PolicyPanel settings={settings} />}
          <ChangesPanel answer={edits} now={now} zone={zone} />
          {settings === null ? null : <ArchivesPanel archives={settings.archives} />}
          <BusSettingsPanel bus={bus} zone={zone} />
        </>
      }
    >
      <RulesPanel rules={rules} now={now} />
    </FlowFrame>
  );
}

/** How many rules it has; a dash until they are there. */
function RuleFacts({ rules, gaps }: { readonly rules: readonly Resource[] | null; readonly gaps: readonly ListingGap[] }) {
  if (rules === null) return <Fact figure={UNKNOWN_FIGURE} label="rules" />;
  const { all, off, managed } = countRules(rules);
  return (
    <>
      <Fact figure={countedWords(all, gaps)} label="rules" />
      {off === 0 ? null : <Fact figure={groupDigits(off)} label="switched off" />}
      {managed === 0 ? null : <Fact figure={groupDigits(managed)} label="made by AWS" />}
    </>
  );
}
