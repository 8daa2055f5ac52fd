import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;
/** Shown in lists: enough to recognise a token by, far too little to guess it. */
const PREFIX_LENGTH = 15;

/** A new secret of 256 bits. What it begins with says what it is, for people and for scanners of leaked secrets. */
export const newSecret = (kind: 'weir_api' | 'weir_kiosk' | 'weir_link' | 'weir_session'): string =>
  `${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;

export const prefixOf = (secret: string): string => secret.slice(0, PREFIX_LENGTH);

/** What is kept of a secret. It needs no salt and no slow hash: nobody guesses 256 bits. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** The token against cross-site requests follows from the cookie, which no other site can read. */
export const csrfTokenOf = (cookie: string): string => digestOf(`csrf ${cookie}`);

/** Compares in a time that tells nothing. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(digestOf(a)), Buffer.from(digestOf(b)));
