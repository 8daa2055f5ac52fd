import { verdictState, type VerdictState, type WallSystem } from '@weir/contract';
import { isTrouble, visibleText, withoutPrefix } from '../format/index.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { hiddenWords, mostTelling, systemWords } from './system-words.js';
import { cellLayout, tileGrid } from './tile-layout.js';

/** Wall units left for the tiles: the side column, and the height between header and base. */
const COLUMN_WIDTH = 61;
const COLUMN_HEIGHT = 71;
const GAP = 1.2;
/** Counts told in a tile too small for its cells: the worst ones. */
const COUNTS_SHOWN = 2;
const TILE_PADDING = 3.2;
const TITLE_HEIGHT = 7.2;
const TIGHT_TITLE_HEIGHT = 5.6;
/** In three columns and more, a name and a verdict do not fit on one line: the verdict goes below, so that the name stays whole. */
const NARROW_COLUMNS = 3;
const NARROW_TITLE_HEIGHT = 7.8;

interface SystemTilesProps {
  readonly systems: readonly WallSystem[];
  readonly prefix: string;
}

/** One tile per system, in name order for ever, so that people learn where things are. */
export function SystemTiles({ systems, prefix }: SystemTilesProps) {
  const shown = mostTelling(systems);
  const { columns, rows } = tileGrid(shown.length);
  const tileHeight = (COLUMN_HEIGHT - GAP * (rows - 1)) / rows;
  const tight = rows > 4;
  const width = (COLUMN_WIDTH - GAP * (columns - 1)) / columns - TILE_PADDING;
  const narrow = columns >= NARROW_COLUMNS;
  const height = tileHeight - (narrow ? NARROW_TITLE_HEIGHT : tight ? TIGHT_TITLE_HEIGHT : TITLE_HEIGHT);
  const hidden = systems.filter((system) => !shown.includes(system));
  return (
    <div
      className={`systems${tight ? ' tight' : ''}${narrow ? ' narrow' : ''}`}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }}
    >
      {shown.map((system) => (
        <SystemTile key={system.name} system={system} width={width} height={height} prefix={prefix} />
      ))}
      {hidden.length > 0 ? <p className="others">{hiddenWords(hidden)}</p> : null}
    </div>
  );
}

interface SystemTileProps {
  readonly system: WallSystem;
  readonly width: number;
  readonly height: number;
  readonly prefix: string;
}

function SystemTile({ system, width, height, prefix }: SystemTileProps) {
  const layout = cellLayout(system.cells.length, width, height);
  const worst = systemWords(system);
  return (
    <section className="sys">
      <h2>
        <Name name={withoutPrefix(visibleText(system.name), prefix)} />
        <em className={worst.state === null ? '' : `c v-${worst.state}`}>{worst.words}</em>
      </h2>
      {layout === null ? (
        <div className="tally">
          {countsOf(system)
            .slice(0, COUNTS_SHOWN)
            .map(([state, count]) => (
              <span key={state}>
                <Glyph state={state} units={2} />
                {count}
              </span>
            ))}
        </div>
      ) : (
        <div
          className="cells"
          role="img"
          aria-label={`${system.name}: ${worst.words}`}
          style={
            {
              gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
              '--cell': layout.cell,
              '--gap': layout.gap,
            } as React.CSSProperties
          }
        >
          {system.cells.map((cell) => (
            <Cell key={cell.id} state={cell.state} name={cell.name} />
          ))}
        </div>
      )}
    </section>
  );
}

function Cell({ state, name }: { readonly state: VerdictState; readonly name: string }) {
  if (isTrouble(state))
    return (
      <i className="bad" title={name}>
        <Glyph state={state} silent />
      </i>
    );
  return <i className={state === 'ok' ? '' : state} title={name} />;
}

function countsOf(system: WallSystem): readonly (readonly [VerdictState, number])[] {
  return verdictState.options
    .map((state) => [state, system.cells.filter((cell) => cell.state === state).length] as const)
    .filter(([, count]) => count > 0);
}
