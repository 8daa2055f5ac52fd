import type { EpochMs } from '@weir/contract';
import { secretReader } from '@weir/notify';
import type { Store } from '@weir/store';
import type { Environment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import type { EstateService } from '../estate/estate-service.js';
import type { Log } from '../log.js';
import { AccountSight } from './account-sight.js';
import { Authenticator } from './authenticator.js';
import { IdentityService } from './identity-service.js';
import { OidcSignIn } from './oidc.js';
import { SignInMethods } from './sign-in-methods.js';
import { TokenService } from './token-service.js';

/** All that decides who is who, built once for a process. */
export interface Identity {
  readonly authenticator: Authenticator;
  readonly service: IdentityService;
  readonly tokens: TokenService;
  readonly methods: SignInMethods;
  readonly sight: AccountSight;
  /** null: no identity provider is set. */
  readonly oidc: OidcSignIn | null;
  /** Adds somebody who wants to know which sessions, tokens and users their sockets are to be closed of. */
  readonly onEnd: (listener: (ids: ReadonlySet<string>) => void) => void;
}

export interface IdentityNeeds {
  readonly store: Store;
  readonly estate: EstateService;
  readonly environment: Environment;
  readonly log: Log;
  readonly now?: (() => EpochMs) | undefined;
}

/** The demo on a loopback address, without a token that would be asked for: whoever is on this machine is its admin. */
export const hasDemoAdmin = ({ mode }: Settings, { host, accessToken }: Environment): boolean =>
  mode === 'demo' && accessToken === undefined && (host === 'localhost' || host === '::1' || host.startsWith('127.'));

export function openIdentity({ store, estate, environment, log, now = Date.now }: IdentityNeeds): Identity {
  const config = estate.settings.config.identity;
  const demoAdmin = hasDemoAdmin(estate.settings, environment);
  const listeners: ((ids: ReadonlySet<string>) => void)[] = [];
  const onEnd = (ids: ReadonlySet<string>) => {
    for (const listener of listeners) listener(ids);
  };
  const authenticator = new Authenticator({ identity: store.identity, config, accessToken: environment.accessToken, demoAdmin, now });
  const service = new IdentityService({ store, authenticator, config, demo: demoAdmin, now, onEnd });
  const readSecret = secretReader(process.env);
  return {
    ...{ authenticator, service },
    tokens: new TokenService(store, service, now, onEnd),
    methods: new SignInMethods(service, config, demoAdmin),
    sight: new AccountSight({
      accountOf: (id) => estate.resource(id)?.accountId,
      ofIncident: (id) => estate.triage.rootOf(id),
      ofRedrive: async (id) => (await store.redrives.one(id))?.dlqId ?? null,
      ofFinding: async (id) => (await store.findings.list()).find((finding) => finding.id === id)?.resourceId ?? null,
    }),
    oidc: config.oidc === undefined ? null : new OidcSignIn({ config: config.oidc, readSecret, identity: store.identity, log, now }),
    onEnd: (listener) => listeners.push(listener),
  };
}
