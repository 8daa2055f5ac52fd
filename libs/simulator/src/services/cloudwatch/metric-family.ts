/** Metrics that share their dimensions. */
export interface Family {
  readonly namespace: string;
  readonly metricNames: readonly string[];
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  /** Asked only when everything else fits: it may take time to tell. */
  readonly isActive: () => boolean;
}
