import { Inject, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import {
  type ClientEvents,
  type LiveDelta,
  liveView,
  type Principal,
  type ServerEvents,
  viewPermissions,
  type WatchReply,
} from '@weir/contract';
import { permits } from '@weir/domain';
import type { Server, Socket } from 'socket.io';
import type { Identity } from '../auth/identity-parts.js';
import { EstateService } from '../estate/estate-service.js';
import { invalidInput } from '../http/problem-error.js';
import { Log } from '../log.js';
import { VERSION } from '../version.js';

interface SocketData {
  watches: Set<string>;
  /** Who holds it. */
  principal: Principal | null;
  /** The session, token or user it ends with. */
  endsWith: readonly string[];
  /** Views being composed for it. */
  opening: number;
}
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Views one socket may hold at once; a browser tab needs two or three. */
const MAX_WATCHES_PER_SOCKET = 16;
const TICK_MS = 10_000;
/** Sessions that expired, or ended in another process, lose their sockets within this time. */
const RECHECK_MS = 60_000;

export const LIVE_IDENTITY = 'weir:live-identity';

/**
 * Carries live views over socket.io: a snapshot on `watch`, then deltas to everybody in the view's room. Without compression: a delta is framed
 * once for all its sockets, which compression would forbid, and no socket keeps a compressor's memory.
 */
@WebSocketGateway({
  maxHttpBufferSize: 64 * 1024,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  perMessageDeflate: false,
  serveClient: false,
})
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnModuleDestroy {
  @WebSocketServer() private readonly server!: Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
  #ticker: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Timeout | undefined;
  /** Rooms of those who see some accounts, by what they watch. */
  readonly #narrowed = new Map<string, Map<string, readonly string[]>>();

  constructor(
    private readonly estate: EstateService,
    private readonly log: Log,
    @Inject(LIVE_IDENTITY) private readonly identity: Identity,
  ) {}

  afterInit(): void {
    this.estate.publishTo((delta) => {
      this.#publish(delta);
    });
    this.identity.onEnd((ids) => {
      for (const socket of this.server.sockets.sockets.values())
        if (socket.data.endsWith.some((id) => ids.has(id))) socket.disconnect(true);
    });
    // Who this is was found out when it was let in, and is kept with the socket from here on.
    this.server.use((socket, next) => {
      this.identity.authenticator.callerOf(socket.request).then(({ principal, session }) => {
        socket.data.principal = principal;
        socket.data.endsWith = [principal?.id, session?.id].filter((id) => typeof id === 'string');
        next();
      }, next);
    });
    this.#recheck = setInterval(() => {
      this.#dropEnded();
    }, RECHECK_MS);
    this.#ticker = setInterval(() => this.server.emit('tick', { at: Date.now(), version: VERSION }), TICK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.#ticker);
    clearInterval(this.#recheck);
  }

  handleConnection(socket: LiveSocket): void {
    socket.data.watches = new Set();
    socket.data.opening = 0;
    socket.emit('tick', { at: Date.now(), version: VERSION });
  }

  handleDisconnect(socket: LiveSocket): void {
    for (const watch of socket.data.watches) this.estate.views.close(watch);
    socket.data.watches.clear();
  }

  @SubscribeMessage('watch')
  async watch(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<WatchReply> {
    const parsed = liveView.safeParse(body);
    if (!parsed.success) {
      const { title, detail } = invalidInput('view', parsed.error);
      return { ok: false, problem: { title, detail } };
    }
    const { principal } = socket.data;
    if (!permits(principal, viewPermissions[parsed.data.view]))
      return {
        ok: false,
        problem: { title: 'Not allowed', detail: 'This view is for people who are signed in with a role; ask an admin of Weir' },
      };
    const accounts = principal?.accounts ?? null;
    if (accounts !== null && (await this.identity.sight.hides(parsed.data, accounts)))
      return { ok: false, problem: { title: 'Not found', detail: 'You see only the accounts you were given' } };
    if (socket.data.watches.size + socket.data.opening >= MAX_WATCHES_PER_SOCKET) {
      return {
        ok: false,
        problem: { title: 'Too many views', detail: `unwatch one first; a connection may hold ${String(MAX_WATCHES_PER_SOCKET)}` },
      };
    }
    socket.data.opening += 1;
    try {
      const snapshot = await this.estate.views.open(parsed.data, (watch) => {
        this.#join(socket, watch);
      });
      return { ok: true, snapshot: this.identity.sight.narrow(snapshot, accounts) ?? { ...snapshot, document: {} } };
    } catch (error) {
      this.log.error({ error }, 'a live view could not be composed');
      return {
        ok: false,
        problem: { title: 'Not available', detail: 'Weir could not compose this view; it tries again when you watch again' },
      };
    } finally {
      socket.data.opening -= 1;
    }
  }

  /** Watching a view twice counts once; a socket that left meanwhile watches nothing. */
  #join(socket: LiveSocket, watch: string): void {
    if (!socket.connected || socket.data.watches.has(watch)) {
      this.estate.views.close(watch);
      return;
    }
    socket.data.watches.add(watch);
    void socket.join(this.#roomOf(watch, socket.data.principal));
  }

  /** Who sees all accounts shares a room; who sees some shares one with those who see the same. */
  #roomOf(watch: string, principal: Principal | null): string {
    const accounts = principal?.accounts ?? null;
    if (accounts === null) return watch;
    const room = `${watch} ${accounts.toSorted().join(',')}`;
    const rooms = this.#narrowed.get(watch) ?? new Map<string, readonly string[]>();
    this.#narrowed.set(watch, rooms.set(room, accounts));
    return room;
  }

  #publish(delta: LiveDelta): void {
    this.server.to(delta.watch).emit('delta', delta);
    for (const [room, accounts] of this.#narrowed.get(delta.watch) ?? []) {
      if (!this.server.sockets.adapter.rooms.has(room)) this.#narrowed.get(delta.watch)?.delete(room);
      const set = this.identity.sight.narrow(delta.set, accounts) ?? {};
      const hidden = Object.keys(delta.set).filter((key) => !Object.hasOwn(set, key));
      this.server.to(room).emit('delta', { ...delta, set, remove: [...delta.remove, ...hidden] });
    }
  }

  #dropEnded(): void {
    for (const socket of this.server.sockets.sockets.values()) {
      this.identity.authenticator.callerOf(socket.request).then(
        ({ principal }) => {
          if (JSON.stringify(principal) !== JSON.stringify(socket.data.principal)) socket.disconnect(true);
        },
        (error: unknown) => {
          this.log.warn({ error }, 'who holds a socket could not be checked');
        },
      );
    }
  }

  @SubscribeMessage('unwatch')
  async unwatch(@ConnectedSocket() socket: LiveSocket, @MessageBody() watch: unknown): Promise<void> {
    if (typeof watch !== 'string' || !socket.data.watches.delete(watch)) return;
    this.estate.views.close(watch);
    await socket.leave(this.#roomOf(watch, socket.data.principal));
  }
}
