import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import compression from 'compression';
import type { RequestHandler } from 'express';
import type { ServerOptions } from 'socket.io';
import { AppModule, type AppParts } from './app-module.js';
import type { Environment } from './config/environment.js';
import { StartupError } from './config/startup-error.js';
import { carriesToken, requireToken } from './http/access-token.js';
import { jsonBodies } from './http/body-limits.js';
import { isLoopbackName, onlyLoopbackNames } from './http/known-hosts.js';
import { securityHeaders } from './http/security-headers.js';
import { webPages } from './http/web-pages.js';

/** The api role: REST, live views and the pages, on one port. */
export class ApiServer {
  #app: NestExpressApplication | undefined;

  constructor(
    private readonly parts: AppParts & { readonly environment: Environment; readonly slackActions?: RequestHandler | undefined },
  ) {}

  /**
   * @returns the URL people open
   * @throws {StartupError} when the port is taken or not allowed
   */
  async start(): Promise<string> {
    const { environment } = this.parts;
    const app = await NestFactory.create<NestExpressApplication>(AppModule.of(this.parts), {
      logger: ['error', 'warn'],
      bodyParser: false,
    });
    this.#app = app;
    app.disable('x-powered-by');
    app.use(securityHeaders());
    app.use(compression());
    // Before what asks for the access token, which Slack has not: it signs instead.
    if (this.parts.slackActions !== undefined) app.use(this.parts.slackActions);
    app.use(environment.accessToken === undefined ? onlyLoopbackNames() : requireToken(environment.accessToken));
    app.use(jsonBodies());
    app.use(webPages());
    app.useWebSocketAdapter(new GuardedIoAdapter(app, environment));
    try {
      await app.listen(environment.port, environment.host);
    } catch (error) {
      throw listenError(error, environment);
    }
    return app.getUrl();
  }

  async stop(): Promise<void> {
    await this.#app?.close();
  }
}

/**
 * socket.io on the same port, open to the same callers: with the access token when one is set, and only to pages of this origin,
 * so that no other site a viewer has open can read the estate.
 */
class GuardedIoAdapter extends IoAdapter {
  constructor(
    app: NestExpressApplication,
    private readonly environment: Environment,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    const { accessToken } = this.environment;
    const allowRequest = (request: IncomingMessage, decide: (refusal: string | null, allowed: boolean) => void) => {
      const known = accessToken === undefined ? isLoopbackName(request.headers.host) : carriesToken(request, accessToken);
      const allowed = isSameOrigin(request) && known;
      decide(allowed ? null : 'refused: other origin or not signed in', allowed);
    };
    return super.createIOServer(port, { ...options, allowRequest } as ServerOptions);
  }
}

/** Programs send no Origin; browsers always do on a socket. */
function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
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
