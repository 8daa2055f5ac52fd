import type { EventSample, ResourceId, TopologyEdge, TopologyNode } from '@weir/contract';
import { useState } from 'react';
import { ageSeconds, timePassed, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { useAddSample, useRemoveSample, useSamples, type NewSample } from './trace-queries.js';

interface SampleListProps {
  /** Whose samples are listed. */
  readonly id: ResourceId;
  /** Whose there are: of the entrance, or of one subscription or rule at it. */
  readonly of: {
    readonly entry: TopologyNode;
    readonly places: readonly NonNullable<TopologyEdge['via']>[];
    readonly place: string | null;
    /** null: of the entrance. */
    readonly choose: (id: string | null) => void;
  };
  readonly take: (sample: Pick<EventSample, 'event' | 'attributes'>) => void;
}

const MINUTE_MS = 60_000;

/** Events kept for this place, and events made from what hangs on it. */
export function SampleList({ id, of, take }: SampleListProps) {
  const { data, error } = useSamples(id);
  return (
    <div className="samples">
      <h2>Samples</h2>
      {of.places.length === 0 ? null : (
        <label className="samples-of">
          <span className="sr">Samples of</span>
          <select value={of.place ?? ''} onChange={({ target }) => of.choose(target.value === '' ? null : target.value)}>
            <option value="">
              {of.entry.kind} {visibleText(of.entry.name)}
            </option>
            {of.places.map((via) => (
              <option key={via.id} value={via.id}>
                {via.kind} {visibleText(via.name)}
              </option>
            ))}
          </select>
        </label>
      )}
      {error !== null ? (
        <p className="t2">Samples are not loaded: {error.message}</p>
      ) : data === undefined ? null : (
        <Samples id={id} data={data} take={take} />
      )}
    </div>
  );
}

function Samples({
  id,
  data,
  take,
}: Pick<SampleListProps, 'id' | 'take'> & { readonly data: NonNullable<ReturnType<typeof useSamples>['data']> }) {
  const now = useNow(MINUTE_MS);
  const remove = useRemoveSample(id);
  return (
    <>
      <ul>
        {data.items.map((sample) => (
          <li key={sample.id}>
            <button type="button" className="plain" onClick={() => take(sample)}>
              {visibleText(sample.name)}
            </button>
            <span className="t3">
              {visibleText(sample.createdBy)}, {timePassed(ageSeconds(sample.createdAt, now))} ago
            </span>
            <RemoveSample name={sample.name} remove={() => remove.mutate(sample.id)} busy={remove.isPending} />
          </li>
        ))}
        {data.generated.map((sample, index) => (
          <li key={`made ${index} ${sample.name}`}>
            <button type="button" className="plain" onClick={() => take(sample)}>
              {visibleText(sample.name)}
            </button>
            <span className="t3">made from the filters</span>
          </li>
        ))}
        {data.items.length + data.generated.length === 0 ? <li className="t2">None is kept yet.</li> : null}
      </ul>
      {remove.error === null ? null : (
        <p role="alert" className="c v-stale">
          {remove.error.message}
        </p>
      )}
    </>
  );
}

interface RemoveSampleProps {
  readonly name: string;
  readonly remove: () => void;
  readonly busy: boolean;
}

/** What was removed does not come back: it takes a second press, and a look elsewhere takes the first one back. */
function RemoveSample({ name, remove, busy }: RemoveSampleProps) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      type="button"
      className={asked ? 'remove c v-failing' : 'remove'}
      disabled={busy}
      onClick={() => (asked ? remove() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {asked ? 'Press again to remove' : 'Remove'}
      <span className="sr"> {visibleText(name)}</span>
    </button>
  );
}

const LONGEST_NAME = 120;

interface SaveSampleProps {
  readonly id: ResourceId;
  /** The subscription or rule it is kept for; null: the entrance. */
  readonly of: string | null;
  readonly sample: Omit<NewSample, 'name'>;
}

/** Keeps the event that is in the editor under a name. */
export function SaveSample({ id, of, sample }: SaveSampleProps) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const add = useAddSample(id);
  if (!open)
    return (
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        Keep as a sample{of === null ? '' : ` of ${visibleText(of)}`}
      </button>
    );
  const isNamed = name.trim() !== '';
  const save = () => {
    if (!isNamed || add.isPending) return;
    add.mutate(
      { ...sample, name: name.trim() },
      {
        onSuccess: () => {
          setOpen(false);
          setName('');
        },
      },
    );
  };
  // No form of its own: it stands in the form of the trace.
  return (
    <div className="save-sample" role="group" aria-label="Keep as a sample">
      <label>
        <span className="sr">Name of the sample</span>
        <input
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            save();
          }}
          maxLength={LONGEST_NAME}
          placeholder="Its name"
          autoComplete="off"
          autoFocus
        />
      </label>
      <button type="button" className="btn" disabled={!isNamed || add.isPending} onClick={save}>
        Keep
      </button>
      <button type="button" className="btn ghost" onClick={() => setOpen(false)}>
        Cancel
      </button>
      {add.error === null ? null : (
        <span role="alert" className="c v-stale">
          {add.error.message}
        </span>
      )}
    </div>
  );
}
