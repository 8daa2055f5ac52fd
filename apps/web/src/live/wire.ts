import type { ClientEvents, LiveDelta, LiveView, ServerEvents, WatchReply } from '@weir/contract';
import { io, type Socket } from 'socket.io-client';

export interface WireListener {
  readonly opened: () => void;
  readonly closed: (reason: string) => void;
  readonly delta: (delta: LiveDelta) => void;
  readonly tick: (tick: { readonly at: number; readonly version: string }) => void;
}

/** A connection that is opened by hand and never reopens by itself: when to try again is the live client's decision. */
export interface Wire {
  connect(): void;
  close(): void;
  /** `null`: no answer in time. */
  watch(view: LiveView, reply: (answer: WatchReply | null) => void): void;
  unwatch(watch: string): void;
}
export type OpenWire = (listener: WireListener) => Wire;

const ANSWER_TIMEOUT_MS = 10_000;

/** A wire to the server this page came from. */
export const openSocketWire: OpenWire = (listener) => {
  const socket: Socket<ServerEvents, ClientEvents> = io({
    autoConnect: false,
    reconnection: false,
    timeout: ANSWER_TIMEOUT_MS,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
  });
  socket.on('connect', listener.opened);
  socket.on('disconnect', (reason) => listener.closed(reason));
  socket.on('connect_error', (error) => listener.closed(error.message));
  socket.on('delta', listener.delta);
  socket.on('tick', listener.tick);
  return {
    connect: () => void socket.connect(),
    close: () => void socket.disconnect(),
    watch: (view, reply) => {
      socket.timeout(ANSWER_TIMEOUT_MS).emit('watch', view, (timeout, answer) => reply(timeout ? null : answer));
    },
    unwatch: (watch) => void socket.emit('unwatch', watch),
  };
};
