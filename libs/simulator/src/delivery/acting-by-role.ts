import type { Sender } from './parcel.js';

const SERVICES = new Set(['pipes.amazonaws.com', 'scheduler.amazonaws.com']);

/**
 * Whether a sender acts by a role of its account, so that within the account no resource policy is asked. Sources: EventBridge User Guide,
 * "Permissions for Amazon EventBridge Pipes"; EventBridge Scheduler User Guide, "Set up the execution role".
 */
export const actsByRole = (sender: Sender, accountId: string): boolean => SERVICES.has(sender.service) && sender.accountId === accountId;
