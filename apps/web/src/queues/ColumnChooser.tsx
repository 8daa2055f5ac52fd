import { Popover } from '@base-ui/react/popover';
import { Icon } from '../parts/Icon.js';
import { ALWAYS_SHOWN, COLUMN_IDS, type ColumnId } from './column-ids.js';
import { COLUMN_LOOKS } from './queue-columns.js';

interface ColumnChooserProps {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly hidden: ReadonlySet<ColumnId>;
  readonly setHidden: (hidden: readonly ColumnId[]) => void;
}

export function ColumnChooser({ open, setOpen, hidden, setHidden }: ColumnChooserProps) {
  const toggle = (id: ColumnId) => setHidden(hidden.has(id) ? [...hidden].filter((other) => other !== id) : [...hidden, id]);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="icon-btn hide-phone" aria-label="Columns" title="Columns (.)">
        <Icon name="columns" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioner" sideOffset={6} align="end">
          <Popover.Popup className="pop">
            <Popover.Title render={<h2 />}>Columns</Popover.Title>
            {COLUMN_IDS.filter((id) => !ALWAYS_SHOWN.includes(id)).map((id) => (
              <label className="check" key={id}>
                <input type="checkbox" checked={!hidden.has(id)} onChange={() => toggle(id)} />
                {COLUMN_LOOKS[id].label}
              </label>
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
