import type {
  Estate,
  IncidentCounts,
  IncidentSummary,
  LiveDocument,
  LiveView,
  Session,
  StreamOverview,
  WallAnswer,
  WallFanout,
  WallItem,
  WallSystem,
} from '@weir/contract';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useZone } from '../app/view-settings.js';
import { useIsClosed } from '../auth/session-context.js';
import { useLookAgain, useSession } from '../auth/session-queries.js';
import { byUrgency } from '../incidents/incident-order.js';
import { sharedPrefix } from '../format/index.js';
import { estateClock } from '../live/freshness.js';
import { useConnection, useLiveClient, useLiveView, useNow } from '../live/live-context.js';
import { PatternDefs } from '../parts/PatternDefs.js';
import { faceOf, type Face } from './face.js';
import { HotStreams } from './HotStreams.js';
import { useWallSound } from './use-wall-sound.js';
import { burnInShift, usePointerAtRest, useReload } from './kiosk.js';
import { NotDelivering } from './NotDelivering.js';
import { endedWords, endingWords } from './screen-ending.js';
import { ScreenEnded } from './ScreenEnded.js';
import { SystemTiles } from './SystemTiles.js';
import { WallBase } from './WallBase.js';
import { WallHeader } from './WallHeader.js';
import { WallIncidents } from './WallIncidents.js';
import { WallItemRow, type ItemSize } from './WallItemRow.js';
import './wall.css';

const WALL_VIEW: LiveView = { view: 'wall' };

interface WallContent {
  readonly estate: Estate | null;
  readonly answer: WallAnswer | null;
  readonly items: readonly WallItem[];
  readonly systems: readonly WallSystem[];
  readonly hotStreams: readonly StreamOverview[];
  /** What passes events on and does not deliver, worst first. */
  readonly undelivered: readonly WallFanout[];
  /** The worst open ones, worst first. */
  readonly incidents: readonly IncidentSummary[];
  readonly incidentCounts: IncidentCounts | null;
}

/** Reads a document by the names of its keys. Systems keep name order; items the rank the server gave them. */
export function readWall(document: LiveDocument | null): WallContent {
  const items: WallItem[] = [];
  const systems: WallSystem[] = [];
  const hotStreams: StreamOverview[] = [];
  const undelivered: WallFanout[] = [];
  const incidents: IncidentSummary[] = [];
  for (const [key, entry] of Object.entries(document ?? {})) {
    if (key.startsWith('item:') && 'spark' in entry) items.push(entry);
    else if (key.startsWith('fanout:') && 'among' in entry) undelivered.push(entry);
    else if (key.startsWith('incident:') && 'severityBecause' in entry) incidents.push(entry);
    else if (key.startsWith('system:') && 'cells' in entry) systems.push(entry);
    else if (key.startsWith('hot:') && 'miniature' in entry) hotStreams.push(entry);
  }
  const estate = document?.['estate'];
  const answer = document?.['answer'];
  const counts = document?.['counts'];
  return {
    estate: estate !== undefined && 'scopes' in estate ? estate : null,
    answer: answer !== undefined && 'seen' in answer ? answer : null,
    items: items.sort((a, b) => a.rank - b.rank),
    systems: systems.sort((a, b) => (a.name < b.name ? -1 : 1)),
    hotStreams,
    undelivered: undelivered.sort((a, b) => a.rank - b.rank),
    incidents: incidents.sort(byUrgency),
    incidentCounts: counts !== undefined && 'unacknowledged' in counts ? counts : null,
  };
}

const LOOK_AGAIN_MS = 60_000;

/** The wall, for whoever may see it. It never asks who it is: nobody stands before a screen with a keyboard. */
export function WallPage() {
  const { data: session, error } = useSession();
  const closed = useIsClosed();
  const lookAgain = useLookAgain();
  const why = endedWords(session, closed);
  const ended = why !== null;
  useEffect(() => {
    if (!ended) return undefined;
    const timer = setInterval(lookAgain, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [ended, lookAgain]);
  if (why !== null) return <ScreenEnded why={why} />;
  return session === undefined && error === null ? <div className="room" /> : <Wall session={session} />;
}

/** Are we fine, and if not, where. Nobody touches it, so nothing on it needs a pointer. */
function Wall({ session }: { readonly session: Session | undefined }) {
  const client = useLiveClient();
  const now = useNow();
  const [openedAt] = useState(client.now);
  const zone = useZone();
  const connection = useConnection();
  const { document } = useLiveView(WALL_VIEW);
  const content = useMemo(() => readWall(document), [document]);
  const prefix = useMemo(() => sharedPrefix(content.systems.flatMap(({ cells }) => cells.map(({ name }) => name))), [content.systems]);
  const { estate, answer, items, systems, hotStreams, undelivered, incidents, incidentCounts } = content;
  const face = faceOf({ now, openedAt, connection, estate, answer, undelivered: undelivered[0]?.among ?? 0 });
  const { sound } = useSearch({ strict: false });
  const silence = useWallSound(sound === 'on', incidents, face.face);
  const resting = usePointerAtRest();
  useReload(connection, client.now);
  const shift = burnInShift(now);
  const shiftStyle = { '--shift-x': `${shift.x}px`, '--shift-y': `${shift.y}px` } as React.CSSProperties;
  return (
    <div className={resting ? 'room still' : 'room'}>
      <PatternDefs />
      <main className={face.face === 'lost' ? 'kiosk lost' : 'kiosk'} style={shiftStyle} aria-label="Wall">
        <WallHeader
          face={face}
          answer={answer}
          undelivered={undelivered[0]?.among ?? 0}
          now={now}
          zone={zone}
          dataAgeSeconds={estate === null ? null : (estateClock(estate, 'live', now)?.ageSeconds ?? null)}
        />
        {items.length === 0 && systems.length === 0 ? (
          <Sentence face={face} estate={estate} />
        ) : (
          <div className={systems.length === 0 ? 'main wide' : 'main'}>
            <div className="trouble">
              <div className="worst" style={{ gridTemplateRows: rowsOf(items, answer) }}>
                {items[0]?.kind === 'closest' ? <div className="lead">Closest to trouble</div> : null}
                {items.map((item, index) => (
                  <WallItemRow
                    key={`${item.id}${item.verdict.state}`}
                    item={item}
                    size={sizeOf(item, index)}
                    now={now}
                    zone={zone}
                    prefix={prefix}
                  />
                ))}
                {answer !== null && answer.more > 0 ? <div className="rest">{`and ${answer.more} more`}</div> : null}
              </div>
              {undelivered.length === 0 ? null : <NotDelivering rows={undelivered} now={now} zone={zone} prefix={prefix} />}
              {hotStreams.length === 0 ? null : <HotStreams streams={hotStreams} prefix={prefix} />}
            </div>
            <SystemTiles systems={systems} prefix={prefix} />
          </div>
        )}
        <WallBase
          estate={estate}
          answer={answer}
          systems={systems}
          connection={connection}
          ending={endingWords(session, now) ?? silence}
          now={now}
          incidents={
            incidents.length === 0 ? null : <WallIncidents incidents={incidents} counts={incidentCounts} now={now} prefix={prefix} />
          }
        />
      </main>
    </div>
  );
}

function sizeOf(item: WallItem, index: number): ItemSize {
  if (item.kind === 'closest') return 'middle';
  return index === 0 ? 'hero' : index < 3 ? 'middle' : 'small';
}

/** The first trouble takes about twice the room of the second. What a short list leaves over stays empty: calm is calm. */
const TROUBLE_ROWS: Readonly<Record<number, string>> = {
  1: '3fr 3.4fr',
  2: '2.6fr 1.6fr 2.2fr',
  3: '2.4fr 1.5fr 1.5fr 1fr',
  4: '2.3fr 1.4fr 1.4fr .9fr .4fr',
  5: '2.25fr 1.28fr 1.28fr .8fr .8fr',
};

function rowsOf(items: readonly WallItem[], answer: WallAnswer | null): string {
  if (items[0]?.kind === 'closest') return `auto ${items.map(() => '1fr').join(' ')}`;
  return `${TROUBLE_ROWS[items.length] ?? '1fr'}${answer !== null && answer.more > 0 ? ' auto' : ''}`;
}

/** What stands in the middle while there is no list to show. */
function Sentence({ face, estate }: { readonly face: Face; readonly estate: Estate | null }) {
  const regions = estate?.scopes.length ?? 0;
  return (
    <div className="sentence">
      {face.face === 'empty' ? (
        <>
          <p>
            Weir looked in <b>{regions === 1 ? 'one region' : `${regions} regions`}</b> and found no queue.
          </p>
          <p>Queues appear here by themselves within five minutes of being created.</p>
        </>
      ) : null}
      {face.face === 'starting' ? <p>Weir has just started and is listing queues. First figures take less than a minute.</p> : null}
      {face.face === 'connecting' && face.forSeconds >= 30 ? (
        <p>
          No server answers at <b>{window.location.host}</b>. Weir keeps trying.
        </p>
      ) : null}
      {face.face === 'lost' && face.why === 'denied' ? <p>AWS refuses every read. Settings name the missing permission.</p> : null}
    </div>
  );
}
