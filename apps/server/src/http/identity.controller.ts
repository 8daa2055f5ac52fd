import { Controller } from '@nestjs/common';
import {
  type AddedApiToken,
  type AddedKiosk,
  type AddedUser,
  type ApiTokenList,
  type AuditLogList,
  type KioskList,
  type OneTimeLink,
  routes,
  type SessionList,
  type User,
  type UserList,
} from '@weir/contract';
import { IdentityService } from '../auth/identity-service.js';
import { TokenService } from '../auth/token-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';

/** What admins do about who may sign in, and with what. */
@Controller()
export class IdentityController {
  constructor(
    private readonly identity: IdentityService,
    private readonly tokens: TokenService,
  ) {}

  @Endpoint(routes.users)
  async users(): Promise<UserList> {
    return { items: await this.identity.users() };
  }

  @Endpoint(routes.addUser)
  addUser(@Input(routes.addUser) { body }: InputOf<typeof routes.addUser>): Promise<AddedUser> {
    return this.identity.addUser(body);
  }

  @Endpoint(routes.changeUser)
  changeUser(@Input(routes.changeUser) { params, body }: InputOf<typeof routes.changeUser>): Promise<User> {
    return this.identity.changeUser(params.user, body);
  }

  @Endpoint(routes.resetPassword)
  resetPassword(@Input(routes.resetPassword) { params }: InputOf<typeof routes.resetPassword>): Promise<OneTimeLink> {
    return this.identity.resetPassword(params.user);
  }

  @Endpoint(routes.sessions)
  sessions(): Promise<SessionList> {
    return this.identity.sessions(null);
  }

  @Endpoint(routes.revokeSession)
  revokeSession(@Input(routes.revokeSession) { params }: InputOf<typeof routes.revokeSession>): Promise<SessionList> {
    return this.identity.revokeSession(params.session, null);
  }

  @Endpoint(routes.apiTokens)
  apiTokens(): Promise<ApiTokenList> {
    return this.tokens.apiTokens();
  }

  @Endpoint(routes.addApiToken)
  addApiToken(@Input(routes.addApiToken) { body }: InputOf<typeof routes.addApiToken>): Promise<AddedApiToken> {
    return this.tokens.addApiToken(body);
  }

  @Endpoint(routes.revokeApiToken)
  revokeApiToken(@Input(routes.revokeApiToken) { params }: InputOf<typeof routes.revokeApiToken>): Promise<ApiTokenList> {
    return this.tokens.revokeApiToken(params.token);
  }

  @Endpoint(routes.kiosks)
  kiosks(): Promise<KioskList> {
    return this.tokens.kiosks();
  }

  @Endpoint(routes.addKiosk)
  addKiosk(@Input(routes.addKiosk) { body }: InputOf<typeof routes.addKiosk>): Promise<AddedKiosk> {
    return this.tokens.addKiosk(body);
  }

  @Endpoint(routes.revokeKiosk)
  revokeKiosk(@Input(routes.revokeKiosk) { params }: InputOf<typeof routes.revokeKiosk>): Promise<KioskList> {
    return this.tokens.revokeKiosk(params.kiosk);
  }

  @Endpoint(routes.auditLog)
  auditLog(@Input(routes.auditLog) { query }: InputOf<typeof routes.auditLog>): Promise<AuditLogList> {
    return this.identity.auditLog(query);
  }
}
