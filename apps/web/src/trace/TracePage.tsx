import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Topology, TopologyNode, TraceQuestion } from '@weir/contract';
import { downstreamOf } from '@weir/domain';
import { useMemo, useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { bytes } from '../format/index.js';
import { useTopology } from '../map/map-queries.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { EntryPicker } from './EntryPicker.js';
import { EventEditor } from './EventEditor.js';
import { SampleList, SaveSample } from './SampleList.js';
import { StaleEntrance } from './StaleEntrance.js';
import { answerAge, entranceOf, prettyAttributes, pretty, readForm, viasAt, type FormAnswer } from './trace-form.js';
import { triedOf, useSamples, useTrace } from './trace-queries.js';
import { fitsAddress, traceSearchOf } from './trace-search.js';
import { TraceAnswerPanels } from './TraceAnswerPanels.js';
import { WhatIfPolicy } from './WhatIfPolicy.js';
import './trace.css';

/** Where would this event go? Answered before anyone sends it. */
export function TracePage() {
  const { data: topology, error } = useTopology();
  return (
    <Page name="Trace an event" title="Trace an event" className="trace">
      {topology !== undefined ? (
        topology.nodes.length === 0 ? (
          <Mid title="Nothing to trace through">
            <p>Weir knows no topic, bus, queue or stream yet.</p>
          </Mid>
        ) : (
          <Tracer topology={topology} />
        )
      ) : error === null ? (
        <section className="panel">
          <SkeletonRows rows={8} />
        </section>
      ) : (
        <Mid title="The estate is not loaded">
          <p>{error.message}</p>
        </Mid>
      )}
    </Page>
  );
}

/** What comes beside a message, by where it enters. Filters of readers look at it too. */
const ATTRIBUTES: Readonly<Partial<Record<TopologyNode['kind'], { readonly label: string; readonly example: string }>>> = {
  topic: { label: 'Message attributes', example: '{"country": "DE", "total": {"type": "Number", "value": "12"}}' },
  queue: { label: 'Message attributes', example: '{"country": "DE", "total": {"type": "Number", "value": "12"}}' },
  stream: { label: 'Of the record', example: '{"partitionKey": "customer-17"}' },
};

/** What the address asks, if it can be asked. */
function askedBy(entry: TopologyNode | null, event: string, attributes: string): TraceQuestion | null {
  if (entry === null || event === '') return null;
  const read = readForm(entry, event, attributes);
  return read.ok ? read.question : null;
}

function Tracer({ topology }: { readonly topology: Topology }) {
  const search = useSearch({ from: '/desk/trace' });
  const navigate = useNavigate({ from: '/trace' });
  const { entry, via } = entranceOf(topology, search.from);
  const places = useMemo(() => (entry === null ? [] : viasAt(topology, entry)), [topology, entry]);
  const place = places.find(({ id }) => id === via?.id) ?? null;
  const samplesOf = place?.id ?? entry?.resourceId ?? null;
  const [event, setEvent] = useState(search.event ?? '');
  const [attributes, setAttributes] = useState(search.attributes ?? '');
  const [question, setQuestion] = useState<TraceQuestion | null>(() => askedBy(entry, search.event ?? '', search.attributes ?? ''));
  const read = entry === null ? null : readForm(entry, event, attributes);
  const { data: answer, error, isFetching } = useTrace(question);
  const age = question === null || entry === null || read === null ? null : answerAge(question, entry, read);
  const { data: samples } = useSamples(samplesOf);

  const remember = (from: string, asked: boolean) =>
    void navigate({
      search: (before) => ({ ...before, ...traceSearchOf(from, asked ? event : '', asked ? attributes : '') }),
      replace: true,
    });
  const choose = (node: TopologyNode) => {
    setQuestion(null);
    remember(node.id, false);
  };
  const ask = () => {
    if (entry === null || read === null || !read.ok) return;
    setQuestion(read.question);
    remember(place?.id ?? entry.id, true);
  };
  const vias = useMemo(() => (entry === null ? [] : choosersAfter(topology, entry.id)), [topology, entry]);
  const tried = [
    ...(read?.ok === true ? [{ name: 'the event above', event: read.question.event, attributes: read.question.attributes ?? {} }] : []),
    ...[...(samples?.items ?? []), ...(samples?.generated ?? [])].map(triedOf),
  ];
  const problemOf = (field: 'event' | 'attributes') =>
    read === null || read.ok || read.field !== field || (field === 'event' && event === '') ? null : read;
  return (
    <>
      <form className="panel trace-form" action={ask}>
        <div>
          {search.from === undefined || entry !== null ? null : <StaleEntrance key={search.from} from={search.from} />}
          <EntryPicker nodes={topology.nodes} chosen={entry} choose={choose} />
        </div>
        <div className="what">
          <EventEditor
            id="event"
            label={entry?.kind === 'bus' ? 'Event' : 'Message'}
            value={event}
            change={setEvent}
            rows={entry?.kind === 'bus' ? 11 : 8}
            placeholder={
              entry?.kind === 'bus'
                ? '{"source": "shop", "detail-type": "OrderPlaced", "detail": {}}'
                : '{"orderId": "A-1001", "country": "DE"}'
            }
            problem={problemOf('event')}
            fine={stateOf(event, read)}
          />
          {entry !== null && entry.kind in ATTRIBUTES ? (
            <EventEditor
              id="attributes"
              label={ATTRIBUTES[entry.kind]?.label ?? ''}
              value={attributes}
              change={setAttributes}
              rows={3}
              placeholder={ATTRIBUTES[entry.kind]?.example ?? ''}
              problem={problemOf('attributes')}
            />
          ) : null}
          <div className="acts">
            <button type="submit" className="btn primary" disabled={read === null || !read.ok || isFetching}>
              Trace
            </button>
            {samplesOf !== null && read?.ok === true ? (
              <SaveSample
                of={place?.name ?? null}
                key={samplesOf}
                id={samplesOf}
                sample={{ event: read.question.event, attributes: read.question.attributes ?? {} }}
              />
            ) : null}
            {entry === null ? <span className="t2">Choose where it enters first.</span> : null}
            {fitsAddress(event, attributes) ? null : (
              <span className="t2">Too long for the link: it tells where the event enters, and not the event.</span>
            )}
          </div>
        </div>
        {entry === null || samplesOf === null ? null : (
          <SampleList
            id={samplesOf}
            of={{ entry, places, place: place?.id ?? null, choose: (id) => remember(id ?? entry.id, question !== null) }}
            take={(sample) => {
              setEvent(pretty(sample.event));
              setAttributes(prettyAttributes(sample.attributes));
            }}
          />
        )}
      </form>
      {error === null ? null : (
        <section className="panel">
          <p className="body c v-stale" role="alert">
            {error.message}
          </p>
        </section>
      )}
      {answer === undefined || entry === null || age === null || age === 'elsewhere' ? null : (
        <>
          {age === 'edited' ? (
            <section className="panel">
              <p className="body c v-stale" role="status">
                The event was edited since: what follows is of the one before. Trace again for this one.
              </p>
            </section>
          ) : null}
          <TraceAnswerPanels topology={topology} entry={entry} answer={answer} outdated={age === 'edited'} />
        </>
      )}
      {vias.length === 0 ? null : <WhatIfPolicy key={place?.id ?? ''} vias={vias} place={place?.id ?? null} events={tried} />}
    </>
  );
}

/** What is in the editor, when nothing is wrong with it. */
function stateOf(event: string, read: FormAnswer | null): string {
  if (event === '') return 'Paste one, or take a sample.';
  const size = bytes(new Blob([event]).size);
  if (read?.ok !== true) return size;
  if (read.textFrom === null) return `JSON, ${size}`;
  const { line, column, says } = read.textFrom;
  return `Text, no JSON: line ${line}, column ${column} ${says}. ${size}`;
}

/** Subscriptions and rules that what enters here can come to, the nearest first. */
function choosersAfter({ edges }: Topology, from: string) {
  const reached = [...downstreamOf(edges, from)];
  const found = edges
    .filter((edge) => (edge.kind === 'subscription' || edge.kind === 'rule') && edge.via !== null && reached.includes(edge.from))
    .sort((a, b) => reached.indexOf(a.from) - reached.indexOf(b.from));
  return [...new Map(found.flatMap(({ via }) => (via === null ? [] : [[via.id, via] as const]))).values()];
}
