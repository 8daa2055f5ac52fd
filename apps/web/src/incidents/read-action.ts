/** Actions that need something said first. */
export type DialogKind = 'assign' | 'snooze' | 'resolve' | 'link' | 'merge';

/** What a form says, in the shape of an action; whether it makes sense is for the contract to tell. */
export function readAction(kind: Exclude<DialogKind, 'snooze'>, field: (name: string) => unknown): object {
  const text = (name: string): string => {
    const value = field(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  switch (kind) {
    case 'assign':
      return { kind, to: text('to') };
    case 'resolve':
      return { kind, fix: text('fix') === '' ? null : text('fix') };
    case 'link':
      return { kind, url: text('url'), title: text('title') };
    case 'merge':
      return { kind, into: text('into').toUpperCase() };
  }
}
