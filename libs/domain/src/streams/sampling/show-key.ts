import { type Md5, hashOf } from '../hash-range.js';

/** How a partition key is stored and shown. Different keys stay different. */
export type ShowKey = (key: string) => string;

const HEX_DIGITS = 12;

/**
 * Partition keys are often names of people or devices, so they can be hidden. Whatever is hidden is hidden before it is stored.
 * - `show`: as it is
 * - `mask`: the first two and the last two characters, and a digest that tells apart what looks alike
 * - `hash`: a digest alone, the first twelve hexadecimal digits of where it lands
 */
export function showKey(how: 'show' | 'mask' | 'hash', md5?: Md5): ShowKey {
  const digest = (key: string): string => hashOf(key, md5).toString(16).padStart(32, '0').slice(0, HEX_DIGITS);
  switch (how) {
    case 'show':
      return (key) => key;
    case 'hash':
      return (key) => `#${digest(key)}`;
    case 'mask':
      return (key) => {
        const characters = [...key];
        // Of a short key its ends would be all of it.
        return characters.length < 8
          ? `#${digest(key)}`
          : `${characters.slice(0, 2).join('')}…${characters.slice(-2).join('')} #${digest(key)}`;
      };
  }
}
