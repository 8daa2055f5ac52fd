export type { Channel, Reference } from './channel.js';
export { ChannelError } from './channel-error.js';
export { bringsUpToDate, type ChannelDeps, openChannel, targetOf } from './open-channel.js';
export { secretReader, type SecretReader } from './read-secret.js';
export type { SnsMessage, SnsPublisher } from './sns.js';
export { isFromSlack } from './verify-slack.js';
