import { z } from 'zod';
import { role } from './permission.js';
import { secretRef } from './secret-ref.js';

const claimName = z.string().min(1).max(200);

/** An identity provider that speaks OpenID Connect. */
export const oidcConfig = z.strictObject({
  /** On the button. */
  name: z.string().min(1).max(60).default('single sign-on'),
  /** As the provider spells it; its settings are read from /.well-known/openid-configuration beneath. */
  issuer: z.url({ protocol: /^https?$/ }).max(2000),
  clientId: z.string().min(1).max(400),
  /** Without one Weir is a public client, which PKCE protects. */
  clientSecret: secretRef.optional(),
  scopes: z.array(z.string().min(1).max(100)).default(['openid', 'profile', 'email']),
  /** Which claim is the name that people are shown by. */
  nameClaim: claimName.default('email'),
  /** Which claim says the role: a text or a list of texts, such as groups. */
  roleClaim: claimName.default('groups'),
  /** Which values of it give which role; the highest counts. Who has none of them is not let in. */
  roles: z.partialRecord(role, z.array(z.string().min(1).max(400))),
  /** Which claim lists the accounts somebody may see; without it, or where it is absent, admins say so for each user. */
  accountsClaim: claimName.optional(),
});
export type OidcConfig = z.infer<typeof oidcConfig>;

/** Who may sign in, and for how long. */
export const identityConfig = z
  .strictObject({
    /** Names and passwords kept by Weir. Off only beside an identity provider. */
    localUsers: z.boolean().default(true),
    /** A session ends when it was not used for so long. */
    sessionIdleHours: z.number().positive().max(8760).default(72),
    /** A session ends then in any case. */
    sessionDays: z.number().positive().max(365).default(14),
    /** Proxies in front of Weir whose X-Forwarded-For and -Proto are believed: loopback, uniquelocal, or networks such as 10.0.0.0/8. */
    trustedProxies: z.array(z.string().min(1).max(60)).default([]),
    oidc: oidcConfig.optional(),
  })
  .refine(({ localUsers, oidc }) => localUsers || oidc !== undefined, {
    path: ['localUsers'],
    message: 'without local users nobody could sign in: set oidc, or leave this true',
  });
export type IdentityConfig = z.infer<typeof identityConfig>;
