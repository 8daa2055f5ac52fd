import type { Resource, TopologyChange } from '@weir/contract';
import { useMemo } from 'react';
import { kindName } from '../fanout/kind-words.js';
import { inWord } from '../fanout/ledger-words.js';
import { useChangesOf, useLedger } from '../fanout/fanout-queries.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { crumb } from './crumb.js';
import { FlowFrame } from './FlowFrame.js';
import { LedgerFacts, WholePanel } from './LedgerFigures.js';
import { ledgerWindow } from './ledger-search.js';
import { namedArns } from './named-arns.js';
import { SettingsPanels } from './SettingsPanels.js';
import { ChangesPanel, FilteredPanel, NotesPanel } from './SidePanels.js';
import { StepsPanel, StepsTable } from './StepsPanel.js';
import { SubscribersPanel } from './SubscribersPanel.js';
import { useFanoutSpan } from './use-fanout-span.js';

const NO_CHANGES: readonly TopologyChange[] = [];
const LEDGER_KINDS: readonly Resource['kind'][] = ['topic', 'rule', 'pipe'];

/** One of them: its verdict in a sentence, what became of everything, who got it, what was edited, and the past. */
export function LedgerView({ resource }: { readonly resource: Resource }) {
  const flow = useFanoutSpan();
  const { search, span, now, zone } = flow;
  const hasLedger = LEDGER_KINDS.includes(resource.kind);
  const { data: ledger, error, isPlaceholderData: awaited } = useLedger(resource.id, ledgerWindow(span), hasLedger);
  const ids = useMemo(
    () => [resource.id, ...(ledger?.subscribers ?? []).flatMap(({ resourceId }) => (resourceId === null ? [] : [resourceId]))],
    [resource.id, ledger],
  );
  const arns = useMemo(
    () => [
      ...namedArns(resource.fanout),
      ...(ledger?.subscribers ?? []).flatMap(({ endpoint, deadLetterTargetArn }) =>
        [endpoint, deadLetterTargetArn].filter((arn) => arn !== null),
      ),
    ],
    [resource.fanout, ledger],
  );
  const edits = useChangesOf(ids, span);
  const changes = edits.state === 'told' ? edits.changes : NO_CHANGES;
  return (
    <FlowFrame
      resource={resource}
      flow={flow}
      crumb={crumb}
      noun={kindName(resource.kind)}
      traceFrom={tracedFrom(resource)}
      strips={
        ledger === undefined || error === null ? null : (
          <div className="strips">
            <Strip state="stale" title="The ledger is not of now">
              {error.message}
            </Strip>
          </div>
        )
      }
      facts={<LedgerFacts resource={resource} ledger={ledger} awaited={awaited} />}
      arns={arns}
      awaited={awaited}
      side={
        <>
          <ChangesPanel answer={edits} now={now} zone={zone} />
          {ledger === undefined ? null : <FilteredPanel filteredBy={ledger.filteredBy} read={ledger} />}
          {ledger === undefined ? null : <NotesPanel notes={ledger.notes} />}
          <SettingsPanels resource={resource} zone={zone} />
        </>
      }
    >
      {!hasLedger ? null : ledger === undefined ? (
        <section className="panel">
          {error === null ? <SkeletonRows rows={5} /> : <p className="body t2">The ledger is not loaded: {error.message}</p>}
        </section>
      ) : (
        <>
          <WholePanel ledger={ledger} awaited={awaited} />
          {search.table === true ? (
            <StepsTable ledger={ledger} came={inWord(resource.kind, resource.fanout)} zone={zone} />
          ) : (
            <StepsPanel ledger={ledger} came={inWord(resource.kind, resource.fanout)} changes={changes} now={now} zone={zone} />
          )}
          {resource.kind === 'pipe' ? null : (
            <SubscribersPanel {...{ resource, ledger, changes, asTable: search.table === true, now, zone }} />
          )}
        </>
      )}
    </FlowFrame>
  );
}

/** A rule that leads somewhere is an entrance by itself, with the samples that are kept for it. */
function tracedFrom({ kind, id, fanout }: Resource): string | null {
  if (kind === 'topic' || (fanout?.kind === 'rule' && (fanout.targets?.length ?? 0) > 0)) return id;
  return fanout?.kind === 'rule' ? fanout.busArn : fanout?.kind === 'pipe' ? fanout.sourceArn : null;
}
