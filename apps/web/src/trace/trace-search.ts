/** What is traced, as its address tells it. */
export interface TraceSearch {
  /** Id of where the event enters. */
  readonly from?: string | undefined;
  /** The event, as typed; left out when it is too long for an address. */
  readonly event?: string | undefined;
  /** Message attributes, as typed JSON. */
  readonly attributes?: string | undefined;
}

const LONGEST_FROM = 2_048;
/** Addresses of about 2,000 characters work everywhere; percent signs triple what is quoted. */
export const LONGEST_IN_ADDRESS = 1_200;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readTraceSearch(search: Readonly<Record<string, unknown>>): TraceSearch {
  const text = (name: string, most: number) => {
    const value = search[name];
    // The router reads JSON in an address as what it is.
    const typed = typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : value;
    return typeof typed === 'string' && typed.length > 0 && typed.length <= most ? typed : undefined;
  };
  const from = text('from', LONGEST_FROM);
  const event = text('event', 2 * LONGEST_IN_ADDRESS);
  const attributes = text('attributes', 2 * LONGEST_IN_ADDRESS);
  return {
    ...(from === undefined ? {} : { from }),
    ...(event === undefined ? {} : { event }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Whether the address holds what was typed, or where the event enters alone. */
export const fitsAddress = (event: string, attributes: string): boolean => event.length + attributes.length <= LONGEST_IN_ADDRESS;

/** The address of what was traced. */
export function traceSearchOf(from: string, event: string, attributes: string): TraceSearch {
  const short = fitsAddress(event, attributes);
  return { from, event: short && event !== '' ? event : undefined, attributes: short && attributes.trim() !== '' ? attributes : undefined };
}
