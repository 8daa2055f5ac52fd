import { Popover } from '@base-ui/react/popover';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../parts/Icon.js';
import { PAGES, type PageLink } from './pages.js';

/** The rail on phones: as many pages as a thumb can tell apart, the others behind the last place. */
export function TabBar() {
  const [open, setOpen] = useState(false);
  return (
    <nav className="tabbar" aria-label="Pages">
      {PAGES.filter(({ rare }) => rare !== true).map((page) => (
        <Tab key={page.to} page={page} />
      ))}
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger>
          <Icon name="more" size={18} />
          More
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="positioner" sideOffset={8} align="end">
            <Popover.Popup className="pop more-pages" aria-label="More pages">
              {PAGES.filter(({ rare }) => rare === true).map((page) => (
                <Tab key={page.to} page={page} chosen={() => setOpen(false)} />
              ))}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </nav>
  );
}

function Tab({ page, chosen }: { readonly page: PageLink; readonly chosen?: () => void }) {
  return (
    <Link to={page.to} activeOptions={{ exact: page.to === '/' }} activeProps={{ 'aria-current': 'page' }} onClick={chosen}>
      <Icon name={page.icon} size={18} />
      {page.label}
    </Link>
  );
}
