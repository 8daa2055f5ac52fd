import type { Face } from './face.js';

/** Incidents that were on the wall, by id; null: nothing was heard yet. */
export type Heard = ReadonlySet<string> | null;

/**
 * Whether a tone is due: an incident is open that was not before. What was open when the wall was opened makes none, nor does what a
 * wall learns that knew nothing for a while: it would ring for what everybody knows.
 */
export function soundsFor(
  heard: Heard,
  open: readonly { readonly id: string }[],
  face: Face['face'],
): { readonly sounds: boolean; readonly heard: Heard } {
  if (face === 'lost') return { sounds: false, heard: null };
  const ids = open.map(({ id }) => id);
  if (heard === null) return { sounds: false, heard: new Set(ids) };
  const isNew = ids.some((id) => !heard.has(id));
  return { sounds: isNew, heard: isNew ? new Set([...heard, ...ids]) : heard };
}

/** What the foot of the wall says of the sound; null: nothing has to be said. */
export const soundWords = (isOn: boolean, state: AudioContextState | null): string | null =>
  isOn && state !== 'running' ? 'Sound is on, and this browser keeps it back until a key is pressed here.' : null;
