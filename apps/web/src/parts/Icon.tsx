/** Line icons of 16 × 16, one path list each. They decorate a word and have no name of their own. */
const ICONS = {
  wall: 'M2.7 2.5h10.6a1.2 1.2 0 0 1 1.2 1.2v6.1a1.2 1.2 0 0 1-1.2 1.2H2.7a1.2 1.2 0 0 1-1.2-1.2V3.7a1.2 1.2 0 0 1 1.2-1.2zM5.5 14h5',
  estate:
    'M4.9 8a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM14.5 3.6a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM14.5 12.4a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM4.8 7.3 11.2 4.3M4.8 8.7l6.4 3',
  incidents: 'M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.2',
  person: 'M10.6 5a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0zM2.8 14c.5-2.9 2.5-4.4 5.2-4.4s4.7 1.5 5.2 4.4',
  bell: 'M3 11.5h10c-1-1-1.4-2-1.4-4.4a3.6 3.6 0 0 0-7.2 0C4.4 9.5 4 10.5 3 11.5zM6.6 13.6h2.8',
  queues: 'M2 4h12M2 8h12M2 12h7',
  dlq: 'M8 2v6m0 0L5.5 5.5M8 8l2.5-2.5M2.5 9.5v3a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-3',
  fanout: 'M1.5 8h4.5c3 0 3-5 6-5h2M6 8h8M6 8c3 0 3 5 6 5h2',
  bus: 'M1.5 8h13M4 8V3.5M8 8v4.5M12 8V3.5M2.5 3.5h3M6.5 12.5h3M10.5 3.5h3',
  audit: 'M8 1.8 13.5 4v4c0 3.2-2.4 5.4-5.5 6.4C4.9 13.4 2.5 11.2 2.5 8V4zM5.6 8l1.8 1.8 3-3.4',
  streams: 'M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M7 3.5v9',
  download: 'M8 2v8m0 0L5 7m3 3 3-3M2.5 13.5h11',
  settings: 'M2 5h6m4 0h2M2 11h2m4 0h6M11.8 5a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0zM7.8 11a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z',
  loupe: 'M11.6 7a4.6 4.6 0 1 1-9.2 0 4.6 4.6 0 0 1 9.2 0zM10.6 10.6 14.5 14.5',
  sun: 'M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.05 3.05l1.06 1.06M11.9 11.9l1.05 1.05M3.05 12.95l1.06-1.06M11.9 4.1l1.05-1.05',
  moon: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z',
  columns: 'M2.5 2.5h11v11h-11zM6.2 2.5v11M9.9 2.5v11',
  cross: 'M4 4l8 8M12 4l-8 8',
  arrow: 'M3 8h10M9 4l4 4-4 4',
  table: 'M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M7 3.5v9',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2 12.5 8 5 12.8z',
  more: 'M2 4h12M2 8h12M2 12h12',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  pencil: 'M3 13l.8-3L11 2.8l2.2 2.2L6 12.2zM9.4 4.4l2.2 2.2',
  tick: 'M3 8.5 6.4 12 13 4.5',
  funnel: 'M2 3h12L9.6 8.6v4.6L6.4 11V8.6z',
  block: 'M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM5 8h6',
  loop: 'M12.6 9.5A5 5 0 1 1 12 5M12.6 2v3.2H9.4',
  question: 'M5.8 6.2C5.9 4.9 6.9 4.2 8 4.2c1.2 0 2.2.8 2.2 2 0 1.5-2.1 1.6-2.1 3.2M8 12.2v.2',
  trace: 'M1.5 12c3 0 4-1.5 5-4s2-4 5-4M9.5 1.5 12 4 9.5 6.5M13.5 12.5h-3',
} as const;
export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={ICONS[name]} />
    </svg>
  );
}

/** The mark: a gauging plate with its V-notch, and the water through it. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2 5h5.2L12 14.5 16.8 5H22v14.5a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 2 19.5z" fill="var(--text-1)" />
      <path d="M8.9 5h6.2L12 11.2z" fill="var(--accent)" />
    </svg>
  );
}
