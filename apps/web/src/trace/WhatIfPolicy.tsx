import type { CompareQuestion, Resource, TopologyEdge } from '@weir/contract';
import { useState } from 'react';
import { useResource } from '../api/queries.js';
import { visibleText } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { EventEditor } from './EventEditor.js';
import { jsonProblem } from './json-place.js';
import { pretty } from './trace-form.js';
import { triedOf, useCompare, useSamples } from './trace-queries.js';
import { Reasons } from './TraceTree.js';

type Via = NonNullable<TopologyEdge['via']>;

interface WhatIfPolicyProps {
  /** Subscriptions and rules that the event comes to. */
  readonly vias: readonly Via[];
  /** The one whose samples are listed; null: those of the entrance are. */
  readonly place: string | null;
  /** The event in the editor and the samples. Empty: those kept for the subscription or rule. */
  readonly events: NonNullable<CompareQuestion['events']>;
}

/** Tries another policy or pattern on the samples, before anyone changes it. */
export function WhatIfPolicy({ vias, place, events }: WhatIfPolicyProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const via = vias.find(({ id }) => id === (chosen ?? place)) ?? vias[0];
  if (via === undefined) return null;
  return (
    <section className="panel what-if-policy">
      <header>
        <h2>What if the policy were another?</h2>
        <span className="sub">
          compared over {events.length === 0 ? 'the samples kept for it' : 'this event, the samples listed and those kept for it'}; nothing
          is changed
        </span>
        <span className="right">
          <label>
            <span className="sr">Subscription or rule</span>
            <select value={via.id} onChange={(event) => setChosen(event.target.value)}>
              {vias.map(({ id, kind, name }) => (
                <option key={id} value={id}>
                  {kind} {visibleText(name)}
                </option>
              ))}
            </select>
          </label>
        </span>
      </header>
      <PolicyLoader key={via.id} via={via} events={events} isListed={via.id === place} />
    </section>
  );
}

interface PolicyLoaderProps {
  readonly via: Via;
  readonly events: WhatIfPolicyProps['events'];
  /** Its own samples are among the events already. */
  readonly isListed: boolean;
}

function PolicyLoader({ via, events: given, isListed }: PolicyLoaderProps) {
  const { data, error } = useResource(via.id);
  const { data: kept } = useSamples(isListed ? null : via.id);
  const events = [...given, ...(kept?.items ?? []).map(triedOf)];
  if (data === undefined && error === null) return <p className="body t2">Looking up what it has now.</p>;
  return <PolicyForm via={via} events={events} present={data === undefined ? null : presentPolicy(data)} readable={data !== undefined} />;
}

/** What decides now, as JSON text; null: nothing does, everything passes. */
function presentPolicy({ fanout }: Resource): string | null {
  if (fanout?.kind === 'subscription') return fanout.filterPolicy;
  return fanout?.kind === 'rule' ? fanout.pattern : null;
}

interface PolicyFormProps {
  readonly via: Via;
  readonly events: WhatIfPolicyProps['events'];
  readonly present: string | null;
  readonly readable: boolean;
}

function PolicyForm({ via, events, present, readable }: PolicyFormProps) {
  const start = present === null ? '' : pretty(present);
  const [text, setText] = useState(start);
  const compare = useCompare();
  const empty = text.trim() === '';
  const place = empty ? null : jsonProblem(text);
  const word = via.kind === 'rule' ? 'pattern' : 'filter policy';
  const ask = () => {
    // As text: it is read where the policy in force is read.
    compare.mutate({ id: via.id, proposed: empty ? null : text, ...(events.length === 0 ? {} : { events }) });
  };
  const fine = empty ? 'Nothing here: everything would pass.' : text === start ? 'As it is now. Change it, then compare.' : undefined;
  return (
    <div className="body halves">
      <form action={ask}>
        <EventEditor
          id="proposed"
          label={readable ? `Its ${word}` : `A ${word} to try; the present one is not readable`}
          value={text}
          change={setText}
          rows={9}
          placeholder={via.kind === 'rule' ? '{"detail-type": ["OrderPlaced"]}' : '{"country": ["DE"]}'}
          problem={place === null ? null : { place, message: 'It cannot be read' }}
          fine={fine}
        />
        <div className="acts">
          <button type="submit" className="btn primary" disabled={place !== null || compare.isPending}>
            Compare
          </button>
          {text === start ? null : (
            <button type="button" className="btn ghost" onClick={() => setText(start)}>
              As it is now
            </button>
          )}
        </div>
      </form>
      <div aria-live="polite">
        {compare.error === null ? null : <p className="c v-stale">{compare.error.message}</p>}
        {compare.data === undefined ? null : compare.data.results.length === 0 ? (
          <p className="t2">There is no sample to try it on. Keep one, or type an event above.</p>
        ) : (
          <Compared {...compare.data} />
        )}
      </div>
    </div>
  );
}

function Compared({ results, stops, starts }: NonNullable<ReturnType<typeof useCompare>['data']>) {
  return (
    <>
      <p className="answer">
        {stops === 0 && starts === 0
          ? `All ${results.length} go as they do now.`
          : `Of ${results.length}, ${stops} would stop and ${starts} would start to pass.`}
      </p>
      <ul className="compared">
        {results.map(({ name, before, after, reasons }, index) => (
          <li key={`${index} ${name}`} className={before === after ? '' : after ? 'starts' : 'stops'}>
            <span className="clip" title={visibleText(name)}>
              {visibleText(name)}
            </span>
            <span className="turn">
              <Icon name={before ? 'tick' : 'funnel'} size={13} /> {before ? 'passes' : 'kept out'} <span aria-hidden="true">→</span>
              <span className="sr"> now, then </span> <Icon name={after ? 'tick' : 'funnel'} size={13} />{' '}
              <b>{after ? 'passes' : 'kept out'}</b>
            </span>
            {reasons.length === 0 || before === after ? null : (
              <details open>
                <summary>why</summary>
                <Reasons reasons={reasons} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
