import { mix } from './chance.js';

/** An identifier of version 4 that is the same for the same seed. `salt`: what it is for. */
export function uuidOf(seed: number, salt: number): string {
  const hex = Array.from({ length: 4 }, (_, at) => mix(seed, at, salt).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
