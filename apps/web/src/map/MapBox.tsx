import { Position, type NodeProps } from '@xyflow/react';
import { memo, use, useEffect, useRef } from 'react';
import { isTrouble, visibleText } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import type { BoxElement, MissingElement } from './flow-elements.js';
import { FarContext, useIsActive, useMapActions, useStanding } from './map-context.js';

/** One box of the map: a node, or a group of them, without words where they could not be read. Tab reaches one of them; arrow keys lead to the others. */
export const MapBox = memo(function MapBox({ id, data }: NodeProps<BoxElement>) {
  const { box, meta, place, sentence, changed, isNews } = data;
  const { focus, select, point } = useMapActions();
  const active = useIsActive(id);
  const standing = useStanding(id);
  const far = use(FarContext);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The map has moved to the box already; the browser is not to scroll the page for it as well.
    if (active && focus.takeFocus()) button.current?.focus({ preventScroll: true });
  }, [active, focus]);
  const state = box.verdict?.state ?? null;
  const loud = state !== null && (isTrouble(state) || state === 'unknown' || state === 'stale' || state === 'disabled');
  const deadLetters = box.column === 'dead-letters' && box.members.length === 1 && meta !== 'dead letters';
  const under = place === null ? meta : `${visibleText(place)} · ${meta}`;
  const classes = [
    'mapbox',
    state === null ? '' : `v-${state}`,
    loud ? 'loud' : '',
    state === 'unknown' ? 'dark' : '',
    box.members.length > 1 ? 'many' : '',
    standing,
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.filter(Boolean).join(' ')}
        tabIndex={active ? 0 : -1}
        onClick={() => select(id)}
        onFocus={() => {
          focus.activate(id, false);
          point('box', id);
        }}
        onBlur={() => point('box', null)}
        onPointerEnter={() => point('box', id)}
        onPointerLeave={() => point('box', null)}
      >
        {loud ? <Glyph state={state} size={14} silent /> : null}
        <span className="sr">{sentence}</span>
        {far ? null : (
          <span className="words" aria-hidden="true">
            {deadLetters ? (
              <span className="nm num" title={visibleText(place === null ? box.name : `${box.name}, ${place}`)}>
                {meta}
              </span>
            ) : (
              <>
                <Name name={box.name} />
                <span className="mt" title={under}>
                  {under}
                </span>
              </>
            )}
          </span>
        )}
        {far || changed === '' ? null : (
          <span className="edited" title={changed} aria-hidden="true">
            <Icon name="pencil" size={11} />
          </span>
        )}
      </button>
      {far ? null : <Ends />}
      {isNews && !far ? (
        <span className={`edited-words ${standing}`} aria-hidden="true">
          {changed}
        </span>
      ) : null}
    </>
  );
});

/**
 * Where lines end: the library draws no line without finding these by class and attribute. Its own component for them listens to every
 * movement of the map, twice a box; ours are never grabbed and need not.
 */
function Ends() {
  return (
    <>
      <i className="react-flow__handle react-flow__handle-left target" data-handlepos={Position.Left} />
      <i className="react-flow__handle react-flow__handle-right source" data-handlepos={Position.Right} />
    </>
  );
}

export const MissingBoxDrawn = memo(function MissingBoxDrawn({ data }: NodeProps<MissingElement>) {
  const far = use(FarContext);
  return (
    <>
      <div className="mapbox missing">{far ? null : data.words}</div>
      {far ? null : <Ends />}
    </>
  );
});
