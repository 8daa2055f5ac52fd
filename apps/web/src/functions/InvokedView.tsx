import type { Resource, ResourceId } from '@weir/contract';
import { useMemo } from 'react';
import { kindName } from '../fanout/kind-words.js';
import { useChangesOf } from '../fanout/fanout-queries.js';
import { crumb } from '../ledger/crumb.js';
import { FlowFrame } from '../ledger/FlowFrame.js';
import { namedArns } from '../ledger/named-arns.js';
import { SettingsPanels } from '../ledger/SettingsPanels.js';
import { ChangesPanel } from '../ledger/SidePanels.js';
import type { FlowSpan } from '../queue/use-flow-span.js';

interface InvokedViewProps {
  readonly resource: Resource;
  readonly flow: FlowSpan;
  readonly facts: React.ReactNode;
  /** What the page names by ARN besides the settings of what it is about; one and the same array while nothing of it changes. */
  readonly arns?: readonly string[];
  /** Those whose edits matter besides its own; likewise. */
  readonly related?: readonly ResourceId[];
  /** Stands first at the side. */
  readonly aside?: React.ReactNode;
  /** Stands above the charts. */
  readonly children: React.ReactNode;
}

const NONE: readonly never[] = [];

/** The page of what is invoked or invokes, and has no ledger of its own: a function, a group of schedules, a delivery stream. */
export function InvokedView({ resource, flow, facts, arns = NONE, related = NONE, aside, children }: InvokedViewProps) {
  const { span, now, zone } = flow;
  const named = useMemo(() => [...namedArns(resource.fanout), ...arns], [resource.fanout, arns]);
  const ids = useMemo(() => [resource.id, ...related], [resource.id, related]);
  const edits = useChangesOf(ids, span);
  return (
    <FlowFrame
      resource={resource}
      flow={flow}
      crumb={crumb}
      noun={kindName(resource.kind)}
      traceFrom={null}
      facts={facts}
      arns={named}
      side={
        <>
          {aside}
          <ChangesPanel answer={edits} now={now} zone={zone} />
          <SettingsPanels resource={resource} zone={zone} />
        </>
      }
    >
      {children}
    </FlowFrame>
  );
}
