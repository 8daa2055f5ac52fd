import { useSyncExternalStore } from 'react';
import { ageSeconds, timePassed, visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { Apart } from './Apart.js';
import type { MapFocus } from './map-focus.js';
import type { MapPicture } from './map-picture.js';
import { changeWords, FLOW_WORDS, kindWord, rateOf, sourceOf, viaOf } from './map-words.js';

interface MapReadoutProps {
  readonly focus: MapFocus;
  readonly picture: MapPicture;
  readonly now: number;
}

/** What the pointer or the focus is on, in words: always at the same place, so that it covers nothing. */
export function MapReadout({ focus, picture, now }: MapReadoutProps) {
  const pointed = useSyncExternalStore(focus.subscribe, focus.pointed);
  const box = pointed?.kind === 'box' ? picture.boxes.find(({ id }) => id === pointed.id) : undefined;
  const line = pointed?.kind === 'line' ? picture.lines.find(({ id }) => id === pointed.id) : undefined;
  const nameOf = (id: string) => picture.boxes.find((found) => found.id === id)?.name ?? id;
  return (
    <div className="map-readout">
      {box !== undefined ? (
        <>
          {box.verdict === null ? null : <Glyph state={box.verdict.state} size={15} silent />}
          <Name name={box.name} />
          <Apart place={picture.apart.get(box.id)} />
          <span className="t3 nowrap">
            {box.members.length > 1 ? `${box.members.length} together` : kindWord(box.members[0]?.kind ?? 'other')}
          </span>
          {box.verdict === null ? (
            <span className="t2 clip">only pointed at, nothing else is known</span>
          ) : (
            <span className="t2 clip">
              <b className={`c v-${box.verdict.state}`}>{box.verdict.state}</b> for {timePassed(ageSeconds(box.verdict.since, now))}
              {box.verdict.because === '' ? '' : `: ${visibleText(box.verdict.because)}`} ({box.verdict.reason})
            </span>
          )}
          <Changed at={box.changedAt} now={now} />
        </>
      ) : line !== undefined ? (
        <>
          <Name name={nameOf(line.from)} />
          <Apart place={picture.apart.get(line.from)} />
          <span aria-hidden="true">→</span>
          <Name name={nameOf(line.to)} />
          <Apart place={picture.apart.get(line.to)} />
          <span className="t2 clip">
            {viaOf(line)}, <b className="t1">{FLOW_WORDS[line.state]}</b>
            {line.since === null ? '' : ` for ${timePassed(ageSeconds(line.since, now))}`}
            {line.because === null ? '' : `: ${visibleText(line.because)}`}
            {line.filtered ? ', filtered' : ''}
            {line.withoutDeadLetters ? ', failures have nowhere to go' : ''}
          </span>
          <span className="t3 nowrap">{line.ratePerSecond === null ? 'rate not known' : `${rateOf(line)}, ${sourceOf(line)}`}</span>
          <Changed at={line.changedAt} now={now} />
        </>
      ) : (
        <span className="t3">
          Point at a box or a line, or move by <kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd>; <kbd>Enter</kbd> opens.
        </span>
      )}
    </div>
  );
}

function Changed({ at, now }: { readonly at: number | null; readonly now: number }) {
  const words = changeWords(at, now).join();
  return words === '' ? null : <span className="nowrap t2">{words}</span>;
}
