import { BROKEN_STATES, LATE_STATES, type WallAnswer } from '@weir/contract';
import { ageSeconds, clockTime, lateWords, NARROW_SPACE, timePassedRoughly, weekdayDate, zoneName, type Zone } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { answerInWords, type Face } from './face.js';
import { FittedLine } from './fit.js';

interface WallHeaderProps {
  readonly face: Face;
  readonly answer: WallAnswer | null;
  /** How many pass nothing on. */
  readonly undelivered: number;
  readonly now: number;
  readonly zone: Zone;
  /** Age of the oldest live reading in force, seconds; null when there is none. */
  readonly dataAgeSeconds: number | null;
}

/** The answer, read from five metres, and the clock that says how much it is worth. */
export function WallHeader({ face, answer, undelivered, now, zone, dataAgeSeconds }: WallHeaderProps) {
  return (
    <header>
      <FittedLine className="answer" floor={0.6}>
        <Answer face={face} answer={answer} undelivered={undelivered} now={now} zone={zone} />
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

function Answer({ face, answer, undelivered, now, zone }: Omit<WallHeaderProps, 'dataAgeSeconds'>) {
  switch (face.face) {
    case 'connecting':
      return <Big>{face.forSeconds < 30 ? 'Connecting' : 'No connection to Weir'}</Big>;
    case 'starting':
      return <Big>Looking around</Big>;
    case 'empty':
      return <Big>Nothing to watch</Big>;
    case 'lost':
      return <LostAnswer face={face} answer={answer} undelivered={undelivered} now={now} zone={zone} />;
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
          <Big>{face.dark > 0 ? `${face.dark} unknown` : 'Not all is listed'}</Big>
          {answer === null ? null : (
            <div className="and quiet">
              {`${answer.seen} of ${face.listed === 'wholly' ? '' : `≥${NARROW_SPACE}`}${answer.total} seen${answer.seen > 0 ? ', those are fine' : ''}`}
            </div>
          )}
        </>
      );
    case 'undelivered':
      return (
        <>
          <Glyph state="disabled" units={10.4} silent />
          <Big>{`${face.undelivered} not delivering`}</Big>
          <Dark dark={face.dark} />
        </>
      );
    case 'broken':
      return answer === null ? null : <BrokenAnswer face={face} counts={answer.counts} />;
  }
}

interface BrokenAnswerProps {
  readonly face: Extract<Face, { face: 'broken' }>;
  readonly counts: WallAnswer['counts'];
}

function BrokenAnswer({ face, counts }: BrokenAnswerProps) {
  const broken = BROKEN_STATES.filter((state) => counts[state] > 0);
  const late = LATE_STATES.filter((state) => counts[state] > 0);
  return (
    <>
      <div className="three">
        {face.broken > 0
          ? broken.map((state) => <Glyph key={state} state={state} units={7.4} />)
          : late.map((state) => <Glyph key={state} state={state} units={9} silent />)}
      </div>
      <Big>{face.broken > 0 ? `${face.broken} broken` : lateWords(counts)}</Big>
      {face.broken > 0 && face.late > 0 ? (
        <div className="and">
          {late.map((state) => (
            <Glyph key={state} state={state} units={4.6} silent />
          ))}
          {lateWords(counts)}
        </div>
      ) : null}
      <Dark dark={face.dark} />
    </>
  );
}

function Dark({ dark }: { readonly dark: number }) {
  return dark === 0 ? null : (
    <div className="and quiet">
      <Glyph state="unknown" units={4.6} silent />
      {`${dark} unknown`}
    </div>
  );
}

function LostAnswer({
  face,
  answer,
  undelivered,
  now,
  zone,
}: { readonly face: Extract<Face, { face: 'lost' }> } & Omit<WallHeaderProps, 'face' | 'dataAgeSeconds'>) {
  const last = answer === null || face.since === null ? null : `at ${clockTime(face.since, zone)}: ${answerInWords(answer, undelivered)}`;
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
