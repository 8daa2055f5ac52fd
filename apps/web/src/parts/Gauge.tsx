interface GaugeProps {
  /** 0 to 1; null when there is nothing to measure against. */
  readonly share: number | null;
  readonly label: string;
  readonly colour?: string;
}

/** A staff gauge with ten ticks, filled from its zero. */
export function Gauge({ share, label, colour }: GaugeProps) {
  const bounded = share === null ? 0 : Math.min(1, Math.max(0, share));
  return (
    <span className="gauge" role="img" aria-label={label}>
      <i style={{ width: `${bounded * 100}%`, ...(colour === undefined ? {} : { background: colour }) }} />
    </span>
  );
}
