import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/Icon.js';
import { SpanFrame, type SpanFrameProps } from '../queue/SpanFrame.js';
import { fanoutCharts } from './fanout-charts.js';
import { KnownArns } from './KnownArns.js';
import { LEDGER_RANGES } from './ledger-search.js';
import './ledger-page.css';

interface FlowFrameProps extends Omit<SpanFrameProps, 'ranges' | 'charts' | 'className' | 'action' | 'around'> {
  /** Where a trace of an event begins that comes by here; null: none does. */
  readonly traceFrom: string | null;
  /** What the page names by ARN. */
  readonly arns: readonly string[];
}

/** The page of one thing that passes events on. */
export function FlowFrame({ traceFrom, arns, ...frame }: FlowFrameProps) {
  const { resource } = frame;
  return (
    <SpanFrame
      {...frame}
      ranges={LEDGER_RANGES}
      charts={fanoutCharts(resource)}
      className="queue ledger-page"
      action={
        traceFrom === null ? null : (
          <Link className="btn" to="/trace" search={{ from: traceFrom }}>
            <Icon name="trace" size={14} />
            Trace an event
          </Link>
        )
      }
      around={(columns) => (
        <KnownArns own={resource.id} arns={arns}>
          {columns}
        </KnownArns>
      )}
    />
  );
}
