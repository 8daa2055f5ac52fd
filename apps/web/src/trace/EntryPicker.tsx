import type { TopologyNode } from '@weir/contract';
import { useMemo, useState } from 'react';
import { visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { kindWord } from '../map/map-words.js';
import { placesApart } from '../map/namesakes.js';
import { entriesOf } from './trace-form.js';

interface EntryPickerProps {
  readonly nodes: readonly TopologyNode[];
  readonly chosen: TopologyNode | null;
  readonly choose: (node: TopologyNode) => void;
}

const SHOWN = 60;

/** Where the event enters: topics, buses, streams and queues, found by name. */
export function EntryPicker({ nodes, chosen, choose }: EntryPickerProps) {
  const [text, setText] = useState('');
  const found = useMemo(() => entriesOf(nodes, text), [nodes, text]);
  const apart = useMemo(() => placesApart(nodes), [nodes]);
  return (
    <div className="entry">
      <label htmlFor="entry-text">Where it enters</label>
      <input
        id="entry-text"
        type="search"
        placeholder="A topic, bus, stream or queue"
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          // It chooses; it is not to send the form with what was chosen before.
          event.preventDefault();
          const [first] = found;
          if (first !== undefined) choose(first);
        }}
      />
      {chosen === null ? null : (
        <p className="chosen" aria-live="polite">
          {chosen.verdict === null ? <span /> : <Glyph state={chosen.verdict.state} size={13} />}
          <Name name={chosen.name} />
          <span className="t3 where">
            {kindWord(chosen.kind)} · {visibleText(`${chosen.accountName ?? ''} ${chosen.region ?? ''}`)}
          </span>
        </p>
      )}
      <ul className="entries" aria-label="Found">
        {found.slice(0, SHOWN).map((node) => (
          <li key={node.id}>
            <button type="button" aria-pressed={node.id === chosen?.id} onClick={() => choose(node)}>
              {node.verdict === null ? <span /> : <Glyph state={node.verdict.state} size={13} />}
              <Name name={node.name} />
              <span className="t3 nowrap">
                {node.kind} · {visibleText(apart.get(node.id) ?? node.accountName ?? '')}
              </span>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="t2">Nothing is called that.</li> : null}
        {found.length > SHOWN ? <li className="t3">and {found.length - SHOWN} more: type a part of the name</li> : null}
      </ul>
    </div>
  );
}
