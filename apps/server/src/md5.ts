import { hash } from 'node:crypto';

/** MD5 by the machine's own library, four times as fast as the portable one: for questions with a hundred thousand keys. */
export const md5 = (bytes: Uint8Array): Uint8Array => hash('md5', bytes, 'buffer');
