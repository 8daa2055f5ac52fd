import {
  resourceMetric,
  type Estate,
  type LiveDocument,
  type LiveSnapshot,
  type LiveView,
  type Resource,
  type ResourceId,
  type Session,
  type Topology,
} from '@weir/contract';
import { composeWall, matches, selectWall, sparkSubject, worstFirst } from '@weir/domain';
import type { OpenWire, WireListener } from '../live/wire.js';
import { drawCurve } from './shapes.js';
import { FIXTURE_NOW } from './estate-fixture.js';
import { answerChannels } from './channel-answers.js';
import { answerAudit, answerFanout } from './fanout-answers.js';
import { answerRoutes, viaResource } from './route-answers.js';
import type { FixtureStream } from './fixture-stream.js';
import { answerTriage, countsOf, triageDocument, type TriageState } from './triage-answers.js';
import { answerStream, hotEntries, streamDocument } from './stream-answers.js';
import { depthCurve, fixtureSeries } from './series-fixture.js';

const HOUR_MS = 3_600_000;

/** What the invented server knows, and how it behaves. */
export interface FixtureScenario {
  readonly resources: readonly Resource[];
  readonly estate: Estate;
  readonly streams: readonly FixtureStream[];
  readonly topology: Topology;
  readonly triage: TriageState;
  /** `silent`: accepts connections and then says nothing more; `refused`: cannot be reached at all. */
  readonly link: 'good' | 'silent' | 'refused';
  /** Its clock, epoch milliseconds: stands still unless the picture is about time passing. */
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
/** So often a moving clock is looked at. */
const DELTA_EVERY_MS = 500;

const present = ({ resources }: FixtureScenario) => resources.filter(({ deletedAt }) => deletedAt === null);

function documentOf(scenario: FixtureScenario, view: LiveView): LiveDocument {
  const { resources, estate } = scenario;
  if (view.view === 'estate') return { estate: { ...estate, incidents: countsOf(scenario.triage.incidents.values()) } };
  if (view.view === 'streams' || view.view === 'stream') return streamDocument(scenario.streams, view);
  if (view.view === 'incidents' || view.view === 'incident') return triageDocument(scenario.triage, view);
  if (view.view === 'resources')
    return Object.fromEntries(
      resources.filter((resource) => matches(resource, view)).map((resource) => [`resource:${resource.id}`, resource]),
    );
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const selection = selectWall(present(scenario), FIXTURE_NOW);
  const sparks = new Map(
    selection.items.map(({ resource }) => {
      const subject = byId.get(sparkSubject(resource)) ?? resource;
      return [subject.id, drawCurve({ ...depthCurve(subject), provisional: 2 }, FIXTURE_NOW - HOUR_MS, FIXTURE_NOW, 60)] as const;
    }),
  );
  return {
    ...composeWall(selection, estate, sparks, (id) => byId.get(id)),
    ...hotEntries(scenario.streams),
    ...triageDocument(scenario.triage, view),
  };
}

/** A wire to the invented server. */
export function openFixtureWire(scenario: FixtureScenario): OpenWire {
  return (listener) => {
    let watches = 0;
    return {
      connect: () => {
        if (scenario.link === 'refused') setTimeout(() => listener.closed('refused'), 5);
        else
          setTimeout(() => {
            listener.opened();
            if (scenario.link === 'good') listener.tick({ at: scenario.now(), version: scenario.estate.version });
          }, 5);
      },
      close: () => undefined,
      watch: (view, reply) => {
        watches += 1;
        const snapshot = { watch: `fixture-${watches}`, seq: 1, document: documentOf(scenario, view) };
        setTimeout(() => reply({ ok: true, snapshot }), 5);
        if (view.view === 'stream') tellMinutes(scenario, snapshot, listener);
      },
      unwatch: () => undefined,
    };
  };
}

/** A stream whose clock moves has a new minute whenever one has passed. */
function tellMinutes(scenario: FixtureScenario, { watch, document }: LiveSnapshot, listener: WireListener): void {
  const entry = document['detail'];
  if (entry === undefined || !('newestMinute' in entry)) return;
  let [seq, told] = [1, scenario.now()];
  setInterval(() => {
    const now = scenario.now();
    if (now === told) return;
    told = now;
    seq += 1;
    listener.tick({ at: now, version: scenario.estate.version });
    listener.delta({ watch, seq, set: { detail: { ...entry, newestMinute: now - MINUTE_MS } }, remove: [] });
  }, DELTA_EVERY_MS);
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const notFound = (detail: string) => json({ type: 'about:blank', title: 'Not found', status: 404, detail }, 404);

/** The invented estate is a demo. */
const SESSION: Session = {
  principal: { kind: 'demo-admin', id: null, name: 'demo admin', role: 'admin', accounts: null },
  csrfToken: null,
  idleExpiresAt: null,
  expiresAt: null,
  signIn: { password: false, oidc: null },
  setupNeeded: false,
  demo: true,
};

/** Answers the routes of the contract from the scenario. */
export function fixtureFetch(scenario: FixtureScenario): typeof fetch {
  const byId = new Map(scenario.resources.map((resource) => [resource.id, resource]));
  return (input, init) => {
    if (scenario.link === 'refused') return Promise.reject(new TypeError('refused'));
    const url = new URL(input instanceof Request ? input.url : input, 'http://fixture.invalid');
    return Promise.resolve(answer(scenario, byId, url, typeof init?.body === 'string' ? init.body : null));
  };
}

function answer(scenario: FixtureScenario, byId: ReadonlyMap<ResourceId, Resource>, url: URL, body: string | null): Response {
  const number = (name: string, fallback: number) => Number(url.searchParams.get(name) ?? fallback);
  const path = url.pathname.split('/').slice(3);
  const triage = answerTriage(scenario.triage, scenario.resources, path, url, body);
  if (triage !== null) return triage;
  if (path[0] === 'session') return json(SESSION);
  if (path[0] === 'channels') return answerChannels(path);
  if (path[0] === 'estate') return json(scenario.estate);
  if (path[0] === 'streams') return answerStream(scenario.streams, path.slice(1), url, body, scenario.now());
  if (path[0] === 'topology' || path[0] === 'trace' || path[2] === 'samples') return answerRoutes(scenario.topology, path, body);
  if (path[0] === 'fanout') return answerFanout(scenario.resources, path, url);
  if (path[0] === 'audit') return answerAudit(scenario.resources, path, url, body);
  if (path[0] === 'sparklines') return sparklines(byId, url, number('from', 0), number('to', FIXTURE_NOW), number('points', 72));
  if (path[0] !== 'resources') return notFound('No such page.');
  if (path[1] === undefined) return resourceList(scenario, url);
  const resource = byId.get(path[1] as ResourceId) ?? viaResource(scenario.topology, path[1]);
  if (!resource) return notFound('No resource has this id. It may never have existed, or come from another Weir.');
  if (path[2] === undefined) return json(resource);
  const metric = resourceMetric.parse(url.searchParams.get('metric'));
  return json(fixtureSeries(resource, metric, number('from', 0), number('to', FIXTURE_NOW), number('step', 60)));
}

function resourceList(scenario: FixtureScenario, url: URL): Response {
  const found = present(scenario)
    .filter((resource) => matches(resource, { q: url.searchParams.get('q') ?? undefined }))
    .sort(worstFirst(FIXTURE_NOW));
  return json({ items: found.slice(0, Number(url.searchParams.get('limit') ?? 100)), nextCursor: null, total: found.length });
}

function sparklines(byId: ReadonlyMap<ResourceId, Resource>, url: URL, from: number, to: number, points: number): Response {
  const ids = (url.searchParams.get('ids') ?? '').split(',');
  const items = ids.flatMap((id) => {
    const resource = byId.get(id as ResourceId);
    return resource ? [[id, drawCurve(depthCurve(resource), from, to, points)] as const] : [];
  });
  return json({ from, step: Math.round((to - from) / points / 1000), items: Object.fromEntries(items) });
}
