export { decodeBody, type Unpack } from './decode-body.js';
export type { AtLeast } from './estimate-share.js';
export * from './group-messages.js';
export { Masker } from './mask.js';
export type * from './dead-message.js';
export { showMessage } from './show-message.js';
export { signatureOf, type FailureSignature } from './signature.js';
