import { isList, isObject, type Json } from './read-json.js';

const MOST = 2;
const MOST_LEVELS = 5;
const MOST_ELEMENTS = 20;

/**
 * What is strange about a message at first sight, for its title: `value is null`, `country is empty`, `quantity is negative`. The same for all
 * messages of a group, whose template holds these. Nearest to the top first.
 */
export function odditiesOf(value: Json): readonly string[] {
  const found: string[] = [];
  let level: readonly (readonly [name: string, value: Json])[] = [['', value]];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0 && found.length < MOST; depth++) {
    for (const [name, each] of level) {
      const word = name === '' ? null : wordOf(each);
      if (word !== null && found.length < MOST) found.push(`${name} is ${word}`);
    }
    level = level.flatMap(([, each]) => childrenOf(each));
  }
  return found;
}

function wordOf(value: Json): string | null {
  if (value === null) return 'null';
  if (value === '') return 'empty';
  return typeof value === 'number' && value < 0 ? 'negative' : null;
}

function childrenOf(value: Json): readonly (readonly [string, Json])[] {
  if (isList(value)) return value.slice(0, MOST_ELEMENTS).flatMap(childrenOf);
  return isObject(value)
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, MOST_ELEMENTS)
    : [];
}
