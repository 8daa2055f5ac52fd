import { Link } from '@tanstack/react-router';
import type { ChannelList, VerdictState } from '@weir/contract';
import { useState } from 'react';
import { RefusalNote } from '../auth/RefusalNote.js';
import { useRefusal } from '../auth/session-queries.js';
import { counted, momentAndAge, timePassed, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useChannels, useTestChannel } from './channel-queries.js';
import { routeWords } from './route-words.js';

type Channel = ChannelList['items'][number];

interface ChannelsPanelProps {
  readonly now: number;
  readonly zone: Zone;
}

const STATES: Readonly<Record<Channel['state'], { readonly glyph: VerdictState; readonly word: string }>> = {
  ok: { glyph: 'ok', word: 'works' },
  failing: { glyph: 'failing', word: 'fails' },
  untried: { glyph: 'unknown', word: 'not tried yet' },
};

/** Who is told of incidents, through what, and whether that works. */
export function ChannelsPanel({ now, zone }: ChannelsPanelProps) {
  const { data, error } = useChannels();
  const refusal = useRefusal('administer', 'test channels');
  return (
    <section className="panel scopes-panel" aria-labelledby="channels-title">
      <header>
        <h2 id="channels-title">Channels</h2>
        <span className="sub">who is told of incidents</span>
        <span className="right">
          <Link className="link" to="/notifications">
            What was told
          </Link>
        </span>
        <RefusalNote refusal={refusal} />
      </header>
      {error !== null && data === undefined ? <p className="body t2">Channels could not be read: {error.message}</p> : null}
      {data === undefined && error === null ? <SkeletonRows rows={2} /> : null}
      {data?.items.length === 0 ? (
        <p className="body t2">
          Nobody is told of incidents. Add channels to weir.yaml and start Weir again; docs/OPERATIONS.md has examples.
        </p>
      ) : null}
      <ul>
        {data?.items.map((channel) => (
          <ChannelRow key={channel.name} channel={channel} refused={refusal !== null} now={now} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

function ChannelRow({ channel, refused, now, zone }: ChannelsPanelProps & { readonly channel: Channel; readonly refused: boolean }) {
  const { name, kind, target, routes, state, since, lastOkAt, error, waiting } = channel;
  const { glyph, word } = STATES[state];
  return (
    <li>
      <div className="scope-head">
        <span className="nm">{name}</span>
        <span className="t3">{kind}</span>
        <span className="t3 mono">{target}</span>
        <span className="clocks">
          <span className={`c channel-state v-${glyph}`}>
            <Glyph state={glyph} size={13} silent /> {word}
            {since === null ? '' : ` since ${momentAndAge(since, now, zone)}`}
          </span>
          {waiting === 0 ? null : <span>{counted(waiting, 'message')} waiting</span>}
          <TestButton name={name} refused={refused} />
        </span>
      </div>
      <span className="t3">
        {routes.length === 0 ? 'no route leads to it by name' : routes.map((route) => routeWords(route, name)).join('; ')}
      </span>
      {state !== 'failing' ? null : (
        <div className="trouble v-failing">
          <p>
            <b className="c">{error ?? 'it fails'}</b>
            <span>{lastOkAt === null ? 'It has never worked.' : `It last worked ${momentAndAge(lastOkAt, now, zone)}.`}</span>
          </p>
        </div>
      )}
    </li>
  );
}

function TestButton({ name, refused }: { readonly name: string; readonly refused: boolean }) {
  const test = useTestChannel();
  const [told, setTold] = useState('');
  const send = () => {
    setTold('');
    test.mutate(name, {
      onSuccess: ({ ok, tookMs }) => {
        setTold(ok ? `sent in ${timePassed(Math.max(1, Math.round(tookMs / 1000)))}` : 'it failed');
      },
      onError: (error) => {
        setTold(error.message);
      },
    });
  };
  return (
    <span className="channel-test">
      <button type="button" className="btn" disabled={test.isPending || refused} onClick={send} aria-label={`Send a test through ${name}`}>
        {test.isPending ? 'Sending…' : 'Send a test'}
      </button>
      <span role="status">{told}</span>
    </span>
  );
}
