import { isBrokenFlow, type MapEdge } from '@weir/domain';
import { counted } from '../format/index.js';
import { spokenNames, type MapPicture } from './map-picture.js';

/** The map for those who do not see it: how much there is, and what is broken. */
export function mapSentence({ boxes, lines, apart }: Pick<MapPicture, 'boxes' | 'lines' | 'apart'>): string {
  const names = spokenNames({ boxes, apart });
  const broken = lines.filter(({ state }) => isBrokenFlow(state));
  const told = broken.slice(0, 3).map((line) => brokenWords(line, names));
  const rest = broken.length - told.length;
  const size = `Flow map: ${counted(boxes.length, 'box', 'boxes')}, ${counted(lines.length, 'line')}.`;
  return broken.length === 0 ? `${size} No line is broken.` : `${size} ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

const brokenWords = ({ from, to, state }: MapEdge, names: ReadonlyMap<string, string>): string =>
  `${names.get(from) ?? from} to ${names.get(to) ?? to} is ${state === 'waiting' ? 'not finished' : state}`;
