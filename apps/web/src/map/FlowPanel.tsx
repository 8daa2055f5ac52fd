import type { Resource, Topology } from '@weir/contract';
import type { CollapseBy } from '@weir/domain';
import { useDeferredValue, useMemo } from 'react';
import { counted, groupDigits } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { PHONE, useMedia } from '../parts/use-media.js';
import { useTypedText } from '../parts/use-typed-text.js';
import { FlowMap } from './FlowMap.js';
import { findOn } from './map-find.js';
import { groupedByDefault, groupingTags, type MapPicture } from './map-picture.js';
import type { MapSearch } from './map-search.js';
import { mapSentence } from './map-sentence.js';
import { MapLegend } from './MapLegend.js';
import { MapTable } from './MapTable.js';

interface FlowPanelProps {
  readonly topology: Topology;
  readonly picture: MapPicture;
  readonly by: CollapseBy;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly now: number;
  readonly search: MapSearch;
  readonly change: (next: MapSearch) => void;
  readonly open: (id: string) => void;
}

/** The flow map with everything that can be chosen about it. */
export function FlowPanel({ topology, picture, by, resources, now, search, change, open }: FlowPanelProps) {
  const [typed, type] = useTypedText(search.find ?? '', (find) => change({ find: find === '' ? undefined : find }));
  const text = useDeferredValue(search.find ?? '');
  const found = useMemo(() => findOn(picture.boxes, picture.lines, text), [picture, text]);
  const select = (id: string | null) => change({ at: id ?? undefined });
  // Five columns do not fit a phone: it shows the table.
  const phone = useMedia(PHONE);
  const asTable = phone || search.view === 'table';
  return (
    <section className="panel flow-panel" aria-label="Flow map">
      <header>
        <h2>Flow, last 5 min</h2>
        {search.root === undefined ? (
          <span className="sub">line weight is messages per second; a cut line carries nothing</span>
        ) : (
          <Root topology={topology} root={search.root} picture={picture} clear={() => change({ root: undefined })} />
        )}
        <span className="right">
          <label>
            <span className="sr">Look for something on the map</span>
            <input
              className="find-box"
              type="search"
              placeholder="Find on the map"
              value={typed}
              onChange={(event) => type(event.target.value)}
              onKeyDown={(event) => {
                const first = found?.boxes[0];
                if (event.key === 'Enter' && first !== undefined) select(first);
              }}
            />
          </label>
          {found === null ? null : <span aria-live="polite">{groupDigits(found.boxes.length)}</span>}
          <Grouping topology={topology} by={by} change={(group) => change({ group, at: undefined })} />
          {phone ? null : (
            <div className="seg" role="group" aria-label="Shown as">
              <button type="button" aria-pressed={!asTable} onClick={() => change({ view: undefined })}>
                Map
              </button>
              <button type="button" aria-pressed={asTable} title="Shift T" onClick={() => change({ view: 'table' })}>
                Table
              </button>
            </div>
          )}
        </span>
      </header>
      {asTable ? (
        <MapTable picture={picture} found={found} now={now} select={select} />
      ) : (
        <>
          <FlowMap
            picture={picture}
            resources={resources}
            now={now}
            label={mapSentence(picture)}
            selected={search.at ?? null}
            lit={found?.all ?? null}
            {...(found === null ? {} : { found: found.boxes })}
            select={select}
            open={open}
          />
          <MapLegend />
        </>
      )}
    </section>
  );
}

function Root({
  topology,
  root,
  picture,
  clear,
}: {
  readonly topology: Topology;
  readonly root: string;
  readonly picture: MapPicture;
  readonly clear: () => void;
}) {
  const name = topology.nodes.find(({ id }) => id === root)?.name;
  return (
    <span className="root">
      <span className="t3 nowrap">only paths of</span>
      {name === undefined ? <span>something that is gone</span> : <Name name={name} />}
      {picture.leftOut === 0 ? null : <span className="t3 nowrap">{counted(picture.leftOut, 'other')} left out</span>}
      <button type="button" className="icon-btn" aria-label="Show everything" title="Show everything" onClick={clear}>
        <Icon name="cross" size={12} />
      </button>
    </span>
  );
}

function Grouping({
  topology,
  by,
  change,
}: {
  readonly topology: Topology;
  readonly by: CollapseBy;
  readonly change: (by: CollapseBy | undefined) => void;
}) {
  const tags = useMemo(() => groupingTags(topology.nodes), [topology.nodes]);
  const standard = groupedByDefault(topology.nodes);
  return (
    <label>
      <span className="sr">Group boxes by</span>
      <select
        value={by}
        onChange={(event) => {
          const chosen = event.target.value as CollapseBy;
          change(chosen === standard ? undefined : chosen);
        }}
      >
        <option value="nothing">each by itself</option>
        <option value="system">by system</option>
        <option value="account">by account</option>
        <option value="service">by AWS service</option>
        {tags.map((tag) => (
          <option key={tag} value={`tag:${tag}`}>
            by tag {tag}
          </option>
        ))}
        {by.startsWith('tag:') && !tags.includes(by.slice('tag:'.length)) ? (
          <option value={by}>by tag {by.slice('tag:'.length)}</option>
        ) : null}
      </select>
    </label>
  );
}
