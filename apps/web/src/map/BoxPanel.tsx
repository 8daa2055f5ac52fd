import { Link } from '@tanstack/react-router';
import { isBrokenFlow, type MapEdge, type MapNode } from '@weir/domain';
import { pageOf } from '../app/resource-pages.js';
import { ageSeconds, counted, timePassed, visibleText } from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { Apart } from './Apart.js';
import type { MapPicture } from './map-picture.js';
import { changeWords, FLOW_WORDS, kindWord, rateOf, viaOf } from './map-words.js';

interface BoxPanelProps {
  readonly box: MapNode;
  readonly picture: MapPicture;
  readonly now: number;
  readonly rooted: boolean;
  readonly select: (id: string | null) => void;
  readonly focusOn: (id: string | null) => void;
}

/** Where a trace can begin. */
const TRACED = ['topic', 'bus', 'queue', 'stream'];
const MEMBERS_SHOWN = 12;

/** What is selected on the map: what it is, how it is, and what comes and goes. */
export function BoxPanel({ box, picture, now, rooted, select, focusOn }: BoxPanelProps) {
  const [only] = box.members;
  if (only === undefined) return null;
  const single = box.members.length === 1;
  const page = single && only.resourceId !== null ? pageOf(only.kind) : null;
  const arriving = picture.lines.filter(({ to }) => to === box.id);
  const leaving = picture.lines.filter(({ from }) => from === box.id);
  return (
    <section className="box-panel" aria-label="Selected on the map">
      <div className="top">
        <h2>
          <Name name={box.name} />
        </h2>
        <button type="button" className="icon-btn" aria-label="Close" title="Close (Esc)" onClick={() => select(null)}>
          <Icon name="cross" size={14} />
        </button>
      </div>
      <p className="where">
        {single ? kindWord(only.kind) : counted(box.members.length, 'resource')}
        {only.accountName === null ? '' : ` · ${only.accountName} ${only.region ?? ''}`}
      </p>
      {box.verdict === null ? (
        <p className="t2">Something points at it. Weir knows nothing else of it.</p>
      ) : (
        <p>
          <Badge state={box.verdict.state} verdict={box.verdict} /> for {timePassed(ageSeconds(box.verdict.since, now))}
          {box.verdict.because === '' ? '' : `: ${visibleText(box.verdict.because)}`}
        </p>
      )}
      {changeWords(box.changedAt, now).map((words) => (
        <p key={words} className="t2">
          {words}
        </p>
      ))}
      <div className="acts">
        {page === null || only.resourceId === null ? null : (
          <Link className="btn primary" to={page} params={{ id: only.resourceId }}>
            Open {kindWord(only.kind)}
          </Link>
        )}
        {single ? (
          <button type="button" className="btn" onClick={() => focusOn(rooted ? null : only.id)}>
            {rooted ? 'Show everything' : 'Only its paths'}
          </button>
        ) : null}
        {single && TRACED.includes(only.kind) && only.resourceId !== null ? (
          <Link className="btn" to="/trace" search={{ from: only.resourceId }}>
            Trace an event
          </Link>
        ) : null}
      </div>
      {single ? null : <Members box={box} focusOn={focusOn} />}
      {box.inside.some(({ state }) => isBrokenFlow(state)) ? (
        <p className="c v-stopped">{counted(box.inside.filter(({ state }) => isBrokenFlow(state)).length, 'edge')} inside it broken.</p>
      ) : null}
      <Lines title="Comes from" lines={arriving} end="from" picture={picture} now={now} select={select} />
      <Lines title="Goes to" lines={leaving} end="to" picture={picture} now={now} select={select} />
    </section>
  );
}

function Members({ box, focusOn }: { readonly box: MapNode; readonly focusOn: (id: string) => void }) {
  return (
    <div>
      <h3>In it</h3>
      <ul>
        {box.members.slice(0, MEMBERS_SHOWN).map((member) => (
          <li key={member.id}>
            <button type="button" className="plain" onClick={() => focusOn(member.id)} title="Show only its paths">
              <Name name={member.name} />
            </button>
            {member.verdict === null ? <span /> : <Badge state={member.verdict.state} verdict={member.verdict} bare />}
          </li>
        ))}
      </ul>
      {box.members.length > MEMBERS_SHOWN ? <p className="t3">and {box.members.length - MEMBERS_SHOWN} more</p> : null}
    </div>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly MapEdge[];
  readonly end: 'from' | 'to';
  readonly picture: MapPicture;
  readonly now: number;
  readonly select: (id: string) => void;
}

function Lines({ title, lines, end, picture, now, select }: LinesProps) {
  if (lines.length === 0) return null;
  const nameOf = (id: string) => picture.boxes.find((found) => found.id === id)?.name ?? id;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <button type="button" className="plain" onClick={() => select(line[end])}>
              <Name name={nameOf(line[end])} />
              <Apart place={picture.apart.get(line[end])} />
            </button>
            <span className="t3 nowrap">{rateOf(line) ?? ''}</span>
            <span className="w">
              {viaOf(line)} · <b className={`state f-${line.state}`}>{FLOW_WORDS[line.state]}</b>
              {line.because === null ? '' : `: ${visibleText(line.because)}`}
              {changeWords(line.changedAt, now).map((words) => ` · ${words}`)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
