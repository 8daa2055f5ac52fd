import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { newest, perSecond } from '../fanout/newest-minute.js';
import { figure, isTrouble, UNKNOWN_FIGURE } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { useFanoutSpan } from '../ledger/use-fanout-span.js';
import { DurationFigure, Fact } from '../parts/Figure.js';
import { InvokedView } from './InvokedView.js';
import { InvokersPanel } from './InvokersPanel.js';
import { useInvokers } from './use-invokers.js';

/** A Firehose delivery stream: its verdict, who puts into it, and its past. */
export function DeliveryStreamView({ resource }: { readonly resource: Resource }) {
  const flow = useFanoutSpan();
  const { now, zone } = flow;
  const { invokers: feeders, vias, failure } = useInvokers(resource);
  const source = resource.consumer?.sourceArn ?? null;
  const arns = useMemo(() => (source === null ? [] : [source]), [source]);
  return (
    <InvokedView resource={resource} flow={flow} facts={<DeliveryFacts resource={resource} />} arns={arns} related={vias}>
      {source === null ? <InvokersPanel invokers={feeders} failure={failure} now={now} zone={zone} /> : <SourcePanel arn={source} />}
    </InvokedView>
  );
}

function SourcePanel({ arn }: { readonly arn: string }) {
  return (
    <section className="panel">
      <header>
        <h2>Reads</h2>
      </header>
      <p className="body">
        <ArnLink arn={arn} />
      </p>
    </section>
  );
}

const PERCENT = 100;

/** The newest minute that is known of each. */
function DeliveryFacts({ resource }: { readonly resource: Resource }) {
  const bad = isTrouble(resource.verdict.state) ? `c v-${resource.verdict.state}` : '';
  const reads = resource.fanout === null;
  const rate = perSecond(resource, reads ? 'consumedRecords' : 'hoseRecords');
  const age = newest(resource, reads ? 'deliveryAge' : 'deliveryFreshness');
  const success = newest(resource, 'deliverySuccess');
  const throttled = newest(resource, 'hoseThrottled');
  return (
    <div className="facts">
      <Fact figure={figure(rate)} unit={rate === null ? undefined : '/s'} label={reads ? 'records read' : 'records put in'} />
      <Fact
        figure={age === null ? UNKNOWN_FIGURE : <DurationFigure seconds={age} rounding="passed" />}
        label="oldest record not delivered"
        title="Age of the oldest record that Firehose holds, greatest of the newest minute"
      />
      {reads ? null : (
        <>
          <Fact
            figure={figure(success === null ? null : success * PERCENT)}
            unit={success === null ? undefined : '%'}
            label="of attempts work"
            tone={success !== null && success < 1 ? bad : ''}
          />
          <Fact figure={figure(throttled)} label="refused in a minute" tone={(throttled ?? 0) > 0 ? bad : ''} />
        </>
      )}
    </div>
  );
}
