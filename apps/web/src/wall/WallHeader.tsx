import { BROKEN_STATES, type WallAnswer } from '@weir/contract';
import { ageSeconds, clockTime, timePassedRoughly, weekdayDate, zoneName, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { answerInWords, type Face } from './face.js';
import { FittedLine } from './fit.js';

interface WallHeaderProps {
  readonly face: Face;
  readonly answer: WallAnswer | null;
  readonly now: number;
  readonly zone: Zone;
  /** Age of the oldest live reading in force, seconds; null when there is none. */
  readonly dataAgeSeconds: number | null;
}

/** The answer, read from five metres, and the clock that says how much it is worth. */
export function WallHeader({ face, answer, now, zone, dataAgeSeconds }: WallHeaderProps) {
  return (
    <header>
      <FittedLine className="answer" floor={0.6}>
        <Answer face={face} answer={answer} now={now} zone={zone} />
        <div className="clock">
          <b>{clockTime(now, zone)}</b>
          <span>
            {weekdayDate(now, zone)} · {zoneName(zone)} ·{' '}
            {dataAgeSeconds === null ? 'no data yet' : `data ${timePassedRoughly(dataAgeSeconds)} old`}
          </span>
        </div>
      </FittedLine>
    </header>
  );
}

function Answer({ face, answer, now, zone }: Omit<WallHeaderProps, 'dataAgeSeconds'>) {
  switch (face.face) {
    case 'connecting':
      return <Big>{face.forSeconds < 30 ? 'Connecting' : 'No connection to Weir'}</Big>;
    case 'starting':
      return <Big>Looking around</Big>;
    case 'empty':
      return <Big>Nothing to watch</Big>;
    case 'lost':
      return <LostAnswer face={face} answer={answer} now={now} zone={zone} />;
    case 'fine':
      return (
        <>
          <Glyph state="ok" units={10.4} silent />
          <Big>All fine</Big>
          {answer === null ? null : <div className="and quiet">{`${answer.seen} of ${answer.total} seen`}</div>}
        </>
      );
    case 'unsure':
      return (
        <>
          <Glyph state="unknown" units={10.4} silent />
          <Big>{`${face.dark} unknown`}</Big>
          {answer === null ? null : <div className="and quiet">{`${answer.seen} of ${answer.total} seen, those are fine`}</div>}
        </>
      );
    case 'broken':
      return <BrokenAnswer face={face} answer={answer} />;
  }
}

function BrokenAnswer({ face, answer }: { readonly face: Extract<Face, { face: 'broken' }>; readonly answer: WallAnswer | null }) {
  const states = BROKEN_STATES.filter((state) => (answer?.counts[state] ?? 0) > 0);
  return (
    <>
      <div className="three">
        {face.broken > 0 ? states.map((state) => <Glyph key={state} state={state} units={7.4} />) : <Glyph state="slow" units={9} silent />}
      </div>
      <Big>{face.broken > 0 ? `${face.broken} broken` : `${face.slow} slow`}</Big>
      {face.broken > 0 && face.slow > 0 ? (
        <div className="and">
          <Glyph state="slow" units={4.6} silent />
          {`${face.slow} slow`}
        </div>
      ) : null}
      {face.dark > 0 ? (
        <div className="and quiet">
          <Glyph state="unknown" units={4.6} silent />
          {`${face.dark} unknown`}
        </div>
      ) : null}
    </>
  );
}

function LostAnswer({
  face,
  answer,
  now,
  zone,
}: { readonly face: Extract<Face, { face: 'lost' }> } & Omit<WallHeaderProps, 'face' | 'dataAgeSeconds'>) {
  const last = answer === null || face.since === null ? null : `at ${clockTime(face.since, zone)}: ${answerInWords(answer)}`;
  return (
    <>
      <Glyph state="stale" units={10.4} silent />
      <h1 className="big c v-stale">{face.since === null ? 'No data' : `No data for ${timePassedRoughly(ageSeconds(face.since, now))}`}</h1>
      {last === null ? null : <div className="and old">{last}</div>}
    </>
  );
}

function Big({ children }: { readonly children: React.ReactNode }) {
  return <h1 className="big">{children}</h1>;
}
