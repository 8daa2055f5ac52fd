import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { newest, perSecond } from '../fanout/newest-minute.js';
import { figure, isTrouble, UNKNOWN_FIGURE } from '../format/index.js';
import { useFanoutSpan } from '../ledger/use-fanout-span.js';
import { DurationFigure, Fact } from '../parts/Figure.js';
import { InvokedView } from './InvokedView.js';
import { AsyncFailuresPanel, InvokersPanel } from './InvokersPanel.js';
import { useInvokers } from './use-invokers.js';

/** A function: its verdict, who invokes it and how that goes, and its past. */
export function FunctionView({ resource }: { readonly resource: Resource }) {
  const flow = useFanoutSpan();
  const { now, zone } = flow;
  const { invokers, vias, failure } = useInvokers(resource);
  const arns = useMemo(
    () => (invokers ?? []).flatMap(({ by }) => (by?.consumer?.failureDestinationArn == null ? [] : [by.consumer.failureDestinationArn])),
    [invokers],
  );
  return (
    <InvokedView
      resource={resource}
      flow={flow}
      facts={<FunctionFacts resource={resource} />}
      arns={arns}
      related={vias}
      aside={<AsyncFailuresPanel resource={resource} invokers={invokers} />}
    >
      <InvokersPanel invokers={invokers} failure={failure} now={now} zone={zone} />
    </InvokedView>
  );
}

const MILLISECONDS = 1000;

/** The newest minute that is known of each. */
function FunctionFacts({ resource }: { readonly resource: Resource }) {
  const { rates, verdict } = resource;
  const bad = isTrouble(verdict.state) ? `c v-${verdict.state}` : '';
  const errors = perSecond(resource, 'functionErrors');
  const throttles = perSecond(resource, 'functionThrottles');
  const dropped = newest(resource, 'asyncDropped');
  const age = newest(resource, 'asyncAge');
  return (
    <div className="facts">
      <Rate perSecond={rates.in} label="invoked now" />
      <Rate perSecond={errors} label="errors" tone={(errors ?? 0) > 0 ? bad : ''} />
      <Rate perSecond={throttles} label="throttled" tone={(throttles ?? 0) > 0 ? bad : ''} />
      <Fact
        figure={age === null ? UNKNOWN_FIGURE : <DurationFigure seconds={age / MILLISECONDS} rounding="passed" />}
        label="oldest asynchronous event"
        title="Time from when Lambda took it to the invocation, greatest of the newest minute"
      />
      <Fact figure={figure(dropped)} label="dropped in a minute" tone={(dropped ?? 0) > 0 ? bad : ''} />
    </div>
  );
}

interface RateProps {
  readonly perSecond: number | null;
  readonly label: string;
  readonly tone?: string;
}

const Rate = ({ perSecond: value, label, tone = '' }: RateProps) => (
  <Fact figure={figure(value)} unit={value === null ? undefined : '/s'} label={label} tone={tone} />
);
