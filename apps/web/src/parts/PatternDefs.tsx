/** SVG twins of the `--abs-*` backgrounds, once per page. Hue says whose side the absence is on, the pattern says which it is. */
export function PatternDefs() {
  return (
    <svg width="0" height="0" className="pattern-defs" aria-hidden="true">
      <defs>
        <pattern id="p-not-emitted" width="7" height="7" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="5" r="1" fill="var(--abs-normal)" />
        </pattern>
        <pattern id="p-inactive" width="6" height="5" patternUnits="userSpaceOnUse">
          <path d="M0 .5H6" stroke="var(--abs-normal)" opacity=".6" />
        </pattern>
        <pattern id="p-late" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V7" stroke="var(--abs-aws)" strokeWidth="2.4" opacity=".75" />
        </pattern>
        <pattern id="p-throttled" width="6" height="6" patternUnits="userSpaceOnUse">
          <path d="M1.5 0V6" stroke="var(--abs-aws)" strokeWidth="2.4" opacity=".85" />
        </pattern>
        <pattern id="p-denied" width="7" height="7" patternUnits="userSpaceOnUse">
          <path d="M0 0 7 7M7 0 0 7" stroke="var(--abs-yours)" opacity=".75" />
        </pattern>
        <pattern id="p-deleted" width="12" height="6" patternUnits="userSpaceOnUse">
          <path d="M.5 0V6" stroke="var(--abs-yours)" opacity=".7" />
        </pattern>
        <pattern id="p-collector-down" width="8" height="8" patternUnits="userSpaceOnUse">
          <path d="M0 0h4v4H0zM4 4h4v4H4z" fill="var(--abs-weir)" opacity=".5" />
        </pattern>
        <pattern id="p-not-asked" width="8" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 3H4" stroke="var(--abs-weir)" opacity=".7" />
        </pattern>
      </defs>
    </svg>
  );
}
