/** What the pointer or the focus is on. */
export interface Pointed {
  readonly kind: 'box' | 'line';
  readonly id: string;
}

interface Looks {
  /** The one box that Tab reaches. */
  readonly active: string | null;
  readonly pointed: Pointed | null;
  /** Boxes and lines that stand out; the others step back. null: all are alike. */
  readonly lit: ReadonlySet<string> | null;
  /** Lines and boxes that touch what is pointed at. */
  readonly near: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What stands out on a map, outside React's state: a box or line asks about itself alone, so that moving the pointer draws the two or three
 * anew that change, and not five hundred.
 */
export class MapFocus {
  #looks: Looks = { active: null, pointed: null, lit: null, near: NOTHING };
  /** The next box to become active takes the focus. */
  #takes = false;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another object with every change. */
  readonly looks = (): object => this.#looks;
  readonly pointed = (): Pointed | null => this.#looks.pointed;
  readonly active = (): string | null => this.#looks.active;
  isActive(id: string): boolean {
    return this.#looks.active === id;
  }

  /** How something stands in the picture: out, back, or as everything else. */
  standing(id: string): 'near' | 'back' | '' {
    const { lit, near } = this.#looks;
    if (near.has(id)) return 'near';
    return lit === null || lit.has(id) ? '' : 'back';
  }

  activate(id: string | null, takesFocus: boolean): void {
    this.#takes = takesFocus;
    this.#change({ active: id });
  }

  /** Whether the active box should take the focus now; asked once. */
  takeFocus(): boolean {
    const takes = this.#takes;
    this.#takes = false;
    return takes;
  }

  point(pointed: Pointed | null, near: ReadonlySet<string> = NOTHING): void {
    this.#change({ pointed, near });
  }

  light(lit: ReadonlySet<string> | null): void {
    this.#change({ lit });
  }

  #change(change: Partial<Looks>): void {
    this.#looks = { ...this.#looks, ...change };
    for (const listener of this.#listeners) listener();
  }
}
