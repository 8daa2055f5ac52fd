import type { TopologyEdge } from '@weir/contract';
import { flowRank, type MapEdge, type MapNode } from '@weir/domain';
import { useMemo, useState } from 'react';
import { ageSeconds, groupDigits, shortNumber, timePassed, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { Apart } from './Apart.js';
import type { Found } from './map-find.js';
import type { MapPicture } from './map-picture.js';
import { changeWords, FLOW_GLYPHS, FLOW_WORDS, viaOf } from './map-words.js';

interface MapTableProps {
  readonly picture: MapPicture;
  /** What was looked for; null: nothing. */
  readonly found: Found | null;
  readonly now: number;
  readonly select: (id: string) => void;
}

const SHOWN_AT_FIRST = 200;

/** The same as the map, line by line, the worst first; after the lines what none leads to or from. */
export function MapTable({ picture, found, now, select }: MapTableProps) {
  const [all, setAll] = useState(false);
  const names = useMemo(() => new Map(picture.boxes.map(({ id, name }) => [id, name])), [picture.boxes]);
  const rows = useMemo(() => worstLines(linesAbout(picture.lines, found)), [picture.lines, found]);
  const alone = useMemo(() => boxesAlone(picture, found), [picture, found]);
  const end = (id: string) => (
    <button type="button" className="plain" onClick={() => select(id)}>
      <Name name={names.get(id) ?? id} />
      <Apart place={picture.apart.get(id)} />
    </button>
  );
  return (
    <div className="flow-table" role="region" aria-label="Flow map as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="num">
              Rate /s
            </th>
            <th scope="col">For</th>
            <th scope="col">Why</th>
            <th scope="col">By</th>
            <th scope="col">Dead letters</th>
            <th scope="col">Edited</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, all ? rows.length : SHOWN_AT_FIRST).map((line) => (
            <tr key={line.id}>
              <td>
                <span className={`state f-${line.state}`}>
                  <Glyph state={FLOW_GLYPHS[line.state]} size={13} silent />
                  {FLOW_WORDS[line.state]}
                </span>
              </td>
              <td>{end(line.from)}</td>
              <td>{end(line.to)}</td>
              <td className="num">
                {line.ratePerSecond === null ? UNKNOWN_FIGURE : `${line.ratePartial ? '≥ ' : ''}${shortNumber(line.ratePerSecond)}`}
              </td>
              <td className="t2">{line.since === null ? '' : timePassed(ageSeconds(line.since, now))}</td>
              <Words className="because t2" words={line.because === null ? '' : visibleText(line.because)} />
              <Words className="by t2" words={`${viaOf(line)}${line.filtered ? ', filtered' : ''}`} />
              <td className="t2">{deadLetterWords(line.members)}</td>
              <td className="t2">{changeWords(line.changedAt, now).join()}</td>
            </tr>
          ))}
          {all || rows.length <= SHOWN_AT_FIRST ? alone.map((box) => <LoneBox key={box.id} box={box} name={end(box.id)} />) : null}
        </tbody>
      </table>
      {rows.length + alone.length > 0 ? null : (
        <p className="body t2">{found === null ? 'There is nothing on the map.' : 'Nothing on the map is like that.'}</p>
      )}
      {all || rows.length <= SHOWN_AT_FIRST ? null : (
        <p className="more">
          <button type="button" className="btn" onClick={() => setAll(true)}>
            Show all {groupDigits(rows.length + alone.length)}
          </button>
        </p>
      )}
    </div>
  );
}

/** A box without lines: its own verdict stands where a line tells its state. */
function LoneBox({ box, name }: { readonly box: MapNode; readonly name: React.ReactNode }) {
  const { verdict } = box;
  return (
    <tr>
      <td>
        {verdict === null ? (
          <span className="t3">not watched</span>
        ) : (
          <span className={`state v-${verdict.state}`}>
            <Glyph state={verdict.state} size={13} silent />
            {verdict.state}
          </span>
        )}
      </td>
      <td>{name}</td>
      <td className="t3">no line</td>
      <td className="num">{UNKNOWN_FIGURE}</td>
      <td />
      <Words className="because t2" words={verdict === null ? '' : visibleText(verdict.because)} />
      <td />
      <td />
      <td />
    </tr>
  );
}

/** Lines that are like what was looked for, and those of boxes that are. */
function linesAbout(lines: readonly MapEdge[], found: Found | null): readonly MapEdge[] {
  if (found === null) return lines;
  const boxes = new Set(found.boxes);
  return lines.filter(({ id, from, to }) => found.all.has(id) || boxes.has(from) || boxes.has(to));
}

function boxesAlone({ boxes, lines }: Pick<MapPicture, 'boxes' | 'lines'>, found: Found | null): readonly MapNode[] {
  const joined = new Set(lines.flatMap(({ from, to }) => [from, to]));
  return boxes.filter(({ id }) => !joined.has(id) && (found === null || found.boxes.includes(id)));
}

/** Words that may be longer than their column. */
function Words({ words, className }: { readonly words: string; readonly className: string }) {
  return (
    <td className={className} title={words}>
      {words}
    </td>
  );
}

function worstLines(lines: readonly MapEdge[]): readonly MapEdge[] {
  return [...lines].sort(
    (a, b) =>
      flowRank(a.state) - flowRank(b.state) ||
      (a.since ?? Infinity) - (b.since ?? Infinity) ||
      (b.ratePerSecond ?? 0) - (a.ratePerSecond ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

function deadLetterWords(members: readonly TopologyEdge[]): string {
  if (members[0]?.kind === 'redrive') return '';
  return members.some(({ withoutDeadLetters }) => withoutDeadLetters) ? 'nowhere' : '';
}
