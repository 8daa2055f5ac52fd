import type { OnModuleDestroy } from '@nestjs/common';
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
import { type ClientEvents, liveView, type ServerEvents, type WatchReply } from '@weir/contract';
import type { Server, Socket } from 'socket.io';
import { EstateService } from '../estate/estate-service.js';
import { invalidInput } from '../http/problem-error.js';
import { Log } from '../log.js';
import { VERSION } from '../version.js';

interface SocketData {
  watches: Set<string>;
  /** Views being composed for it. */
  opening: number;
}
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Views one socket may hold at once; a browser tab needs two or three. */
const MAX_WATCHES_PER_SOCKET = 16;
const TICK_MS = 10_000;

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

  constructor(
    private readonly estate: EstateService,
    private readonly log: Log,
  ) {}

  afterInit(): void {
    this.estate.publishTo((delta) => this.server.to(delta.watch).emit('delta', delta));
    this.#ticker = setInterval(() => this.server.emit('tick', { at: Date.now(), version: VERSION }), TICK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.#ticker);
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
      return { ok: true, snapshot };
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
    void socket.join(watch);
  }

  @SubscribeMessage('unwatch')
  async unwatch(@ConnectedSocket() socket: LiveSocket, @MessageBody() watch: unknown): Promise<void> {
    if (typeof watch !== 'string' || !socket.data.watches.delete(watch)) return;
    this.estate.views.close(watch);
    await socket.leave(watch);
  }
}
