import { z } from 'zod';

/** JSON, or the text that holds it; never missing. A text keeps what a parsed body has lost: the digits of long numbers. */
export const jsonOrText = (what: string) =>
  z
    .custom<unknown>((value) => value !== undefined, `give ${what}, as JSON or as the text of it`)
    .meta({ override: {}, description: `${what}, as JSON or as the text of it` });
