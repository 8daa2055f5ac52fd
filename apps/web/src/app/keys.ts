import { useEffect, useRef } from 'react';

/** `g w` is a chord: two keys, one after the other. Letters are lower case; `Shift+t` needs the shift key. */
export type KeyBindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

const CHORD_WITHIN_MS = 1_200;

/** Which binding a key means, given the key before it. Null: none. */
export function bindingOf(
  pressed: PressedKey,
  before: { readonly key: string; readonly ageMs: number } | null,
  bindings: KeyBindings,
): string | null {
  const isLetter = /^[a-z]$/i.test(pressed.key);
  const key = isLetter ? pressed.key.toLowerCase() : pressed.key;
  const candidates = [
    ...(before !== null && before.ageMs < CHORD_WITHIN_MS ? [`${before.key} ${key}`] : []),
    isLetter && pressed.shiftKey ? `Shift+${key}` : key,
  ];
  return candidates.find((candidate) => Object.hasOwn(bindings, candidate)) ?? null;
}

/** Where keys belong to what has the focus: text fields, open dialogs and menus. */
function ownsItsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}

/** Enter and space on a control are the control's. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary, input') !== null;
}

/** Binds keys for as long as the component is mounted. */
export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || ownsItsKeys(event.target)) return;
      if ((event.key === 'Enter' || event.key === ' ') && isControl(event.target)) return;
      const name = bindingOf(event, before && { key: before.key, ageMs: event.timeStamp - before.at }, latest.current);
      before = { key: event.key.toLowerCase(), at: event.timeStamp };
      if (name === null) return;
      event.preventDefault();
      latest.current[name]?.(event);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
