/** Which silences are shown, as the address tells it. */
export interface SilencesSearch {
  /** Those that ended within 90 days as well. */
  readonly ended?: true | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export const readSilencesSearch = (search: Readonly<Record<string, unknown>>): SilencesSearch =>
  search['ended'] === true ? { ended: true } : {};
