import { z } from 'zod';

/** What a person or a program may do at most: look, act on incidents and messages, or also say who may what. */
export const role = z.enum(['viewer', 'responder', 'admin']);
export type Role = z.infer<typeof role>;

/**
 * What a route or a live view asks of its caller. It stands beside each route, and nowhere else:
 *
 * - `open`: nothing, not even to be signed in
 * - `wall`: to be anybody Weir knows, a kiosk included
 * - `view`: a viewer at least
 * - `self`: to be a user, of whatever role, about their own account; programs and kiosks have none
 * - `respond`: a responder at least
 * - `administer`: an admin
 */
export type Permission = 'open' | 'wall' | 'view' | 'self' | 'respond' | 'administer';
