import { useNavigate, useSearch } from '@tanstack/react-router';
import { resourceKind, type Estate, type Resource, type Topology } from '@weir/contract';
import { useMemo } from 'react';
import { OpenFindings } from '../audit/OpenFindings.js';
import { Announcer } from '../app/Announcer.js';
import { useKeys } from '../app/keys.js';
import { Page } from '../app/Page.js';
import { pageOf } from '../app/resource-pages.js';
import { useZone } from '../app/view-settings.js';
import { moment } from '../format/index.js';
import { OpenIncidents } from '../incidents/OpenIncidents.js';
import { ListingStrip } from '../listing/ListingStrip.js';
import { useListingGaps } from '../listing/use-listing-gaps.js';
import { useEstate, useNow, useResources } from '../live/live-context.js';
import { BoxPanel } from '../map/BoxPanel.js';
import { FlowPanel } from '../map/FlowPanel.js';
import { groupedByDefault, pictureOf, withLiveVerdicts } from '../map/map-picture.js';
import { useTopology } from '../map/map-queries.js';
import type { MapSearch } from '../map/map-search.js';
import { Patience, SkeletonRows } from '../parts/Skeleton.js';
import { Strip } from '../parts/Strip.js';
import { EmptyEstate } from '../queues/QueuesEmpty.js';
import { JustChanged } from './JustChanged.js';
import { Tally } from './Tally.js';
import { WhatWeirSees } from './WhatWeirSees.js';
import { WorstFirst } from './WorstFirst.js';
import './estate.css';

/** Everything that the estate counts and the map draws. */
const LISTED_KINDS = resourceKind.options;
const ALL = { view: 'resources' } as const;
const STEP_MS = 10_000;
const MINUTE_MS = 60_000;

/** The estate at a glance: how many are how, what flows where, what is worst, what changed, and what Weir can see. */
export function EstatePage() {
  const { resources } = useResources(ALL);
  const { estate } = useEstate();
  const gaps = useListingGaps(LISTED_KINDS);
  const present = useMemo(() => resources?.filter(({ deletedAt }) => deletedAt === null) ?? null, [resources]);
  return (
    <Page name="Estate" title="Estate" className="estate" tools={<OpenFindings />}>
      {present === null || estate === null ? (
        <section className="panel">
          <SkeletonRows rows={10} />
        </section>
      ) : present.length === 0 ? (
        <EmptyEstate estate={estate} noun="resource" gaps={gaps} />
      ) : (
        <>
          <Tally resources={present} whole={gaps.length === 0} />
          <ListingStrip gaps={gaps} kinds={LISTED_KINDS} />
          <MapAndLists resources={present} estate={estate} whole={gaps.length === 0} />
          <Announcer resources={present} />
        </>
      )}
    </Page>
  );
}

/** The map, and beside it what is selected, or else the lists. */
function MapAndLists({ resources, estate, whole }: Pick<ListsProps, 'resources' | 'estate' | 'whole'>) {
  const search = useSearch({ from: '/desk/' });
  const navigate = useNavigate({ from: '/' });
  const now = useNow(STEP_MS);
  const minute = useNow(MINUTE_MS);
  const zone = useZone();
  const { data, error, dataUpdatedAt } = useTopology();
  const byId = useMemo(() => new Map<string, Resource>(resources.map((resource) => [resource.id, resource])), [resources]);
  const topology = useMemo(() => (data === undefined ? null : withLiveVerdicts(data, byId)), [data, byId]);
  const by = search.group ?? groupedByDefault(topology?.nodes ?? []);
  const root = search.root ?? null;
  const picture = useMemo(() => (topology === null ? null : pictureOf(topology, { by, root })), [topology, by, root]);
  const selected = picture?.boxes.find(({ id, members }) => id === search.at || members.some((member) => member.id === search.at));
  const change = (next: MapSearch) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const focusOn = (id: string | null) => change({ root: id ?? undefined, group: id === null ? undefined : 'nothing', at: id ?? undefined });
  const open = (id: string) => {
    const node = topology?.nodes.find((found) => found.id === id);
    const page = node === undefined || node.resourceId === null ? null : pageOf(node.kind);
    if (node === undefined || node.resourceId === null || page === null) change({ at: id });
    else void navigate({ to: page, params: { id: node.resourceId } });
  };
  useKeys({
    'Shift+t': () => change({ view: search.view === 'table' ? undefined : 'table' }),
    ...(search.at === undefined ? {} : { Escape: () => change({ at: undefined }) }),
  });
  return (
    <div className="map-and-side">
      <div className="map-place">
        {error !== null && data !== undefined ? (
          <Strip state="stale" title={`The map is of ${moment(dataUpdatedAt, now, zone)}`}>
            The newest could not be fetched: {error.message}
          </Strip>
        ) : null}
        {topology !== null && picture !== null ? (
          <FlowPanel
            topology={topology}
            picture={picture}
            by={by}
            resources={byId}
            now={minute}
            search={{ ...search, at: selected?.id }}
            change={change}
            open={open}
          />
        ) : (
          <NoMap error={error} />
        )}
      </div>
      <aside className="panel side" aria-label="Beside the map">
        {selected !== undefined && picture !== null ? (
          <BoxPanel
            box={selected}
            picture={picture}
            now={minute}
            rooted={root !== null}
            select={(id) => change({ at: id ?? undefined })}
            focusOn={focusOn}
          />
        ) : (
          <Lists resources={resources} topology={topology} estate={estate} whole={whole} />
        )}
      </aside>
    </div>
  );
}

function NoMap({ error }: { readonly error: Error | null }) {
  return (
    <section className="panel flow-panel">
      <header>
        <h2>Flow, last 5 min</h2>
      </header>
      {error === null ? (
        <div className="flowmap waiting">
          <Patience>
            <span className="sk" role="status" aria-label="Loading the map" />
          </Patience>
        </div>
      ) : (
        <p className="body t2">The map is not loaded: {error.message}</p>
      )}
    </section>
  );
}

const NO_CHANGES: Topology['changes'] = [];
const NOTHING_LEFT_OUT: Topology['changesLeftOut'] = { edits: false, others: false };

interface ListsProps {
  readonly resources: readonly Resource[];
  /** null: not there. */
  readonly topology: Pick<Topology, 'changes' | 'changesLeftOut'> | null;
  readonly estate: Estate;
  /** Whether all there is was listed. */
  readonly whole: boolean;
}

function Lists({ resources, topology, estate, whole }: ListsProps) {
  const now = useNow(STEP_MS);
  const zone = useZone();
  return (
    <>
      <OpenIncidents now={now} />
      <WorstFirst resources={resources} whole={whole} now={now} />
      <JustChanged
        resources={resources}
        changes={topology?.changes ?? NO_CHANGES}
        leftOut={topology?.changesLeftOut ?? NOTHING_LEFT_OUT}
        now={now}
        zone={zone}
      />
      <WhatWeirSees estate={estate} />
    </>
  );
}
