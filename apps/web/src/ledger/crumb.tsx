import { Link } from '@tanstack/react-router';

/** The way back, before the name of what the page is about. */
export const crumb = (
  <Link className="crumb" to="/fanout">
    Fan-out /
  </Link>
);
