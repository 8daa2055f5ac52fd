import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import compression from 'compression';
import type { RequestHandler } from 'express';
import type { ServerOptions } from 'socket.io';
import type { Authenticator } from './auth/authenticator.js';
import { identify } from './auth/identify.js';
import { hasDemoAdmin, type Identity, openIdentity } from './auth/identity-parts.js';
import { isSameOrigin } from './auth/same-origin.js';
import { AppModule, type AppParts } from './app-module.js';
import type { Environment } from './config/environment.js';
import { StartupError } from './config/startup-error.js';
import { jsonBodies } from './http/body-limits.js';
import { isLoopbackName, onlyLoopbackNames } from './http/known-hosts.js';
import { securityHeaders } from './http/security-headers.js';
import { webPages } from './http/web-pages.js';

/** The api role: REST, live views and the pages, on one port. */
export class ApiServer {
  #app: NestExpressApplication | undefined;
  #identity: Identity | undefined;

  constructor(
    private readonly parts: AppParts & {
      readonly environment: Environment;
      readonly slackActions?: RequestHandler | undefined;
      readonly now?: (() => number) | undefined;
    },
  ) {}

  /**
   * @returns the URL people open
   * @throws {StartupError} when the port is taken or not allowed
   */
  async start(): Promise<string> {
    const { environment, estate } = this.parts;
    const identity = openIdentity(this.parts);
    this.#identity = identity;
    const app = await NestFactory.create<NestExpressApplication>(AppModule.of(this.parts, identity), {
      logger: ['error', 'warn'],
      bodyParser: false,
    });
    this.#app = app;
    app.disable('x-powered-by');
    app.set('trust proxy', estate.settings.config.identity.trustedProxies);
    app.use(securityHeaders());
    app.use(compression());
    // Before what asks who it is: Slack signs instead.
    if (this.parts.slackActions !== undefined) app.use(this.parts.slackActions);
    const demoAdmin = hasDemoAdmin(estate.settings, environment);
    if (demoAdmin) app.use(onlyLoopbackNames());
    app.use(jsonBodies());
    app.use(webPages());
    app.use(identify(identity.authenticator));
    app.useWebSocketAdapter(new GuardedIoAdapter(app, identity.authenticator, demoAdmin));
    try {
      await app.listen(environment.port, environment.host);
    } catch (error) {
      throw listenError(error, environment);
    }
    return app.getUrl();
  }

  /** The path of the link for the first admin; null: it is not needed. */
  async firstRunPath(): Promise<string | null> {
    return (await this.#identity?.service.firstRunLink())?.path ?? null;
  }

  async stop(): Promise<void> {
    await this.#app?.close();
  }
}

/** socket.io on the same port, for pages of this origin and for who is signed in; what they may watch is decided view by view. */
class GuardedIoAdapter extends IoAdapter {
  constructor(
    app: NestExpressApplication,
    private readonly authenticator: Authenticator,
    private readonly onlyLoopback: boolean,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    const allowRequest = (request: IncomingMessage, decide: (refusal: string | null, allowed: boolean) => void) => {
      const known = isSameOrigin(request) && (!this.onlyLoopback || isLoopbackName(request.headers.host));
      this.authenticator.callerOf(request).then(
        ({ principal }) => {
          const allowed = known && principal !== null;
          decide(allowed ? null : 'refused: other origin or not signed in', allowed);
        },
        () => {
          decide('refused: it cannot be known who this is', false);
        },
      );
    };
    return super.createIOServer(port, { ...options, allowRequest } as ServerOptions);
  }
}

function listenError(error: unknown, { host, port }: Environment): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new StartupError(`Port ${String(port)} is taken`, 'Stop the program that uses it, or set WEIR_PORT to another port.');
    case 'EACCES':
      return new StartupError(`Port ${String(port)} is not allowed for this user`, 'Set WEIR_PORT to a port above 1023.');
    case 'EADDRNOTAVAIL':
      return new StartupError(`${host} is no address of this machine`, 'Set WEIR_HOST to 127.0.0.1 or to an address of this machine.');
    default:
      return error instanceof Error ? error : new Error(String(error));
  }
}
