/** Ways to look into what came from outside without trusting its shape. */

/** A member of an object; undefined where there is none. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** The elements of a list; none where it is no list. */
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text; empty where it is no text. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
