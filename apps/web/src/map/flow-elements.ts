import { Position, type Edge, type Node } from '@xyflow/react';
import type { Resource } from '@weir/contract';
import { flowRank, type MapEdge, type MapNode } from '@weir/domain';
import { ageSeconds, counted } from '../format/index.js';
import type { Place } from './elk-graph.js';
import { shapesOf, type LineShape } from './line-shape.js';
import { spokenNames, type MapPicture, type MissingBox } from './map-picture.js';
import { boxSentence, changeWords, labelOf, lineSentence, metaOf } from './map-words.js';

export type BoxElement = Node<
  {
    readonly box: MapNode;
    readonly meta: string;
    /** What tells it from its namesakes. */
    readonly place: string | null;
    readonly sentence: string;
    readonly changed: string;
    readonly isNews: boolean;
  },
  'box'
>;
export type MissingElement = Node<{ readonly words: string }, 'missing'>;
export type MapElement = BoxElement | MissingElement;
export type LineElement = Edge<
  { readonly line: MapEdge; readonly shape: LineShape; readonly label: string; readonly isEdited: boolean },
  'line'
>;
export type MissingLine = Edge<{ readonly from: Place; readonly to: Place }, 'missing'>;
export type MapJoint = LineElement | MissingLine;

/** A change this young is told in words; an older one by its sign. */
const WORDS_FOR_SECONDS = 3_600;

const placement = ({ x, y, width, height }: Place) => ({
  position: { x, y },
  width,
  height,
  measured: { width, height },
  handles: [
    { type: 'source' as const, position: Position.Right, x: width, y: height / 2, width: 1, height: 1 },
    { type: 'target' as const, position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
  ],
  draggable: false,
  selectable: false,
  focusable: false,
  connectable: false,
});

/** The boxes, for the library that draws them. What has no place yet is left out. */
export function boxElements(
  picture: MapPicture,
  places: ReadonlyMap<string, Place>,
  resources: ReadonlyMap<string, Resource>,
  now: number,
): readonly MapElement[] {
  const arriving = Map.groupBy(picture.lines, ({ to }) => to);
  const leaving = Map.groupBy(picture.lines, ({ from }) => from);
  const boxes = picture.boxes.flatMap<MapElement>((box) => {
    const stands = places.get(box.id);
    if (stands === undefined) return [];
    const resource = box.members.length === 1 ? (resources.get(box.members[0]?.resourceId ?? '') ?? null) : null;
    const meta = metaOf(box, {
      arriving: arriving.get(box.id) ?? [],
      leaving: leaving.get(box.id) ?? [],
      resource,
      complete: picture.leftOut === 0,
    });
    const isNews = box.changedAt !== null && ageSeconds(box.changedAt, now) < WORDS_FOR_SECONDS;
    const place = picture.apart.get(box.id) ?? null;
    const sentence = boxSentence(box, place === null ? meta : `${place}, ${meta}`, now);
    const data = { box, meta, place, sentence, changed: changeWords(box.changedAt, now).join(), isNews };
    return [{ id: box.id, type: 'box', data, ...placement(stands) }];
  });
  const missing = picture.missing.flatMap<MapElement>((one) => {
    const place = places.get(one.id);
    return place === undefined ? [] : [{ id: one.id, type: 'missing', data: { words: missingWords(one) }, ...placement(place) }];
  });
  return [...boxes, ...missing];
}

const missingWords = ({ count }: MissingBox): string => (count === 1 ? 'no DLQ' : `${counted(count, 'time')} no DLQ`);

/** The lines, quiet ones first: what is broken is drawn over them. */
export function lineElements(picture: MapPicture, places: ReadonlyMap<string, Place>, now: number): readonly MapJoint[] {
  const names = spokenNames(picture);
  const shapes = shapesOf(picture.lines, places);
  const fixed = { selectable: false, focusable: false } as const;
  const missing = picture.missing.flatMap<MapJoint>(({ id, of }) => {
    const [from, to] = [places.get(of), places.get(id)];
    if (from === undefined || to === undefined) return [];
    return [{ id: `line:${id}`, source: of, target: id, type: 'missing', ariaLabel: 'no dead-letter queue', data: { from, to }, ...fixed }];
  });
  const lines = [...picture.lines]
    .sort((a, b) => flowRank(b.state) - flowRank(a.state) || Number(a.redrive) - Number(b.redrive))
    .flatMap<MapJoint>((line) => {
      const shape = shapes.get(line.id);
      if (shape === undefined) return [];
      const data = { line, shape, label: labelOf(line, now, shape.label?.room), isEdited: changeWords(line.changedAt, now).length > 0 };
      const ariaLabel = lineSentence(line, names.get(line.from) ?? line.from, names.get(line.to) ?? line.to, now);
      return [{ id: line.id, source: line.from, target: line.to, type: 'line', ariaLabel, data, ...fixed }];
    });
  return [...missing, ...lines];
}
