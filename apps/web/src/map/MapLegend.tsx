/** What the patterns of lines mean. */
export function MapLegend() {
  return (
    <div className="keys legend">
      <span className="mapline f-flowing">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="4" />
        </Swatch>
        flowing
      </span>
      <span className="mapline f-late">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="3" />
        </Swatch>
        late
      </span>
      <span className="mapline f-cut">
        <Swatch>
          <path className="ink" d="M0 5H11M23 5H34" strokeWidth="2.5" />
          <path className="sign" d="M14 2l6 6M20 2l-6 6" />
        </Swatch>
        cut
      </span>
      <span className="mapline f-failing">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="3" strokeDasharray="2.5 4" />
          <circle className="plate" cx="17" cy="5" r="4.6" />
          <path className="on-plate" d="M14.8 7.2l4.4-4.4" />
        </Swatch>
        failing
      </span>
      <span className="mapline f-waiting">
        <Swatch>
          <path className="ink" d="M0 5H12M22 5H34" strokeWidth="2.5" strokeDasharray="7 4" />
          <path className="sign" d="M15 1v8M19 1v8" />
        </Swatch>
        not finished
      </span>
      <span className="mapline f-flowing redrive">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="3" strokeDasharray="2 4" />
        </Swatch>
        into a DLQ
      </span>
      <span className="mapline f-dark">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="1.5" strokeDasharray="7 5" />
        </Swatch>
        not visible
      </span>
      <span className="mapline f-idle">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="1.2" />
        </Swatch>
        quiet
      </span>
      <span className="mapline f-off">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="1.2" />
          <circle className="blank" cx="17" cy="5" r="5" />
          <path className="sign thin" d="M14.8 2.4a3.6 3.6 0 1 0 4.4 0M17 1v3.6" />
        </Swatch>
        switched off
      </span>
      <span className="mapline f-flowing">
        <Swatch>
          <path className="ink" d="M0 5H34" strokeWidth="3" />
          <rect className="nowhere" x="13.5" y="1.5" width="7" height="7" />
        </Swatch>
        failures lost, no DLQ
      </span>
      <span>
        <svg width="12" height="10" aria-hidden="true">
          <path className="edit" d="M2 9l1-3 5-5 2 2-5 5z" />
        </svg>
        edited within a day
      </span>
    </div>
  );
}

function Swatch({ children }: { readonly children: React.ReactNode }) {
  return (
    <svg width="34" height="10" aria-hidden="true">
      {children}
    </svg>
  );
}
