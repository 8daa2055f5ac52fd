import { Dialog } from '@base-ui/react/dialog';
import { PAGES } from './pages.js';

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'find, or filter a list'],
  [['J', 'K'], 'next and previous row'],
  [['Enter'], 'open the row'],
  [['X'], 'select the row'],
  [['A'], 'acknowledge the incident, or those selected'],
  [['I'], 'assign it'],
  [['Z'], 'snooze it'],
  [['E'], 'resolve it'],
  [['M'], 'write a note'],
  [['N'], 'the next sample of dead letters'],
  [['C'], 'copy the incident, or the message, as text'],
  [['.'], 'choose columns'],
  [['Shift', 'T'], 'charts and the map as a table'],
  [['←', '→', '↑', '↓'], 'move in a heatmap, or along the map'],
  [['+', '−'], 'zoom a heatmap or the map'],
  [['0'], 'the whole map'],
  [['Esc'], 'back'],
  [['?'], 'these keys'],
  ...PAGES.map(({ key, label }) => [['G', key.toUpperCase()], `go to ${label.toLowerCase()}`] as const),
];

export function HelpDialog({ open, setOpen }: { readonly open: boolean; readonly setOpen: (open: boolean) => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title render={<h2 />}>Keys</Dialog.Title>
          <dl className="keylist">
            {KEYS.map(([keys, meaning]) => (
              <div key={meaning}>
                <dd>{meaning}</dd>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
              </div>
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
