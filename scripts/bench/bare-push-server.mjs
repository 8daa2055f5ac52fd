/**
 * A bare socket.io server, as a helper of the benchmarks: who watches joins a room, and what it is told to push goes to everybody in
 * it with one `emit`. A line to whoever watches anything but the wall goes out just before, as Weir's own does.
 *
 * Argument: the options of the server, as JSON.
 */
import { createServer } from 'node:http';
import { borrow } from './borrow.mjs';

/** @typedef {{ join(room: string): void, on(event: string, handler: (payload: any, reply: (answer: object) => void) => void): void }} Socket */
/** @typedef {{ on(event: 'connection', handler: (socket: Socket) => void): void, to(room: string): { emit(event: string, payload: object): void } }} Server */
const { Server } = /** @type {{ Server: new (server: object, options: object) => Server }} */ (
  borrow('node_modules/@nestjs/platform-socket.io', 'socket.io')
);

const http = createServer();
const io = new Server(http, JSON.parse(process.argv[2] ?? '{}'));
io.on('connection', (socket) => {
  socket.on('watch', ({ view }, reply) => {
    socket.join(view);
    reply({ ok: true });
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.send?.({ event: 'listening', url: `http://127.0.0.1:${address.port}` });
});

process.on('message', (/** @type {{ sign: object, delta: object }} */ { sign, delta }) => {
  io.to('resources').emit('delta', sign);
  io.to('wall').emit('delta', delta);
});
process.on('disconnect', () => process.exit(0));
