import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/Icon.js';
import { PAGES } from './pages.js';

/** The rail on phones. */
export function TabBar() {
  return (
    <nav className="tabbar" aria-label="Pages">
      {PAGES.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === '/' }} activeProps={{ 'aria-current': 'page' }}>
          <Icon name={page.icon} size={18} />
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
