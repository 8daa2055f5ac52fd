import { Link } from '@tanstack/react-router';

/** The way back, before the name of the bus. */
export const crumb = (
  <Link className="crumb" to="/bus">
    Buses /
  </Link>
);
