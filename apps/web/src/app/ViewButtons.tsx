import { useNavigate, useSearch } from '@tanstack/react-router';
import { zoneName } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { useZone } from './view-settings.js';

/** Time zone and theme; both are part of the address. */
export function ViewButtons() {
  const navigate = useNavigate();
  const { theme } = useSearch({ strict: false });
  const zone = useZone();
  const light = theme === 'light';
  const otherZone = zone === 'utc' ? 'local' : 'utc';
  return (
    <>
      <div className="seg">
        <button
          type="button"
          title={`Times are ${zoneName(zone)}. Show ${zoneName(otherZone)}`}
          onClick={() => void navigate({ to: '.', search: (before) => ({ ...before, zone: otherZone === 'local' ? 'local' : undefined }) })}
        >
          {zoneName(zone)}
        </button>
      </div>
      <button
        type="button"
        className="icon-btn"
        aria-label={light ? 'Use the dark theme' : 'Use the light theme'}
        title={light ? 'Dark theme' : 'Light theme'}
        onClick={() => void navigate({ to: '.', search: (before) => ({ ...before, theme: light ? undefined : 'light' }) })}
      >
        <Icon name={light ? 'moon' : 'sun'} />
      </button>
    </>
  );
}
