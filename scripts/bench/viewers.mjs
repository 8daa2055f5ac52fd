/**
 * Many viewers of the wall in one process, as a helper of the benchmarks. It is told `watch` with a URL, and answers `watching` when
 * every one of its sockets holds a snapshot; from then on it says `seen` when the last of them has a delta of interest.
 *
 * Argument: how many sockets.
 */
import { randomUUID } from 'node:crypto';
import { borrow } from './borrow.mjs';
import { AUTHORIZED } from './weir-server.mjs';
import { markOf } from './marked-queue.mjs';

/** @typedef {{ on(event: string, handler: (payload: any) => void): void, emitWithAck(event: string, payload: object): Promise<any> }} Socket */
const { io } = /** @type {{ io: (url: string, options: object) => Socket }} */ (borrow('apps/web', 'socket.io-client'));

const count = Number(process.argv[2]);
/** Sockets that open at the same moment; more only wait in the server's queue. */
const AT_ONCE = 25;

const tell = (/** @type {object} */ message) => void process.send?.(message);

process.on('message', (/** @type {{ watch: string, as: string }} */ { watch: url, as }) => {
  watch(url, as).catch((/** @type {unknown} */ error) => {
    tell({ event: 'failed', message: String(error) });
  });
});
process.on('disconnect', () => process.exit(0));

/**
 * @param {string} url
 * @param {string} as which server this is, repeated in what is told
 */
async function watch(url, as) {
  /** Sockets that have the delta with this mark. @type {Map<number, number>} */
  const holders = new Map();
  const onDelta = (/** @type {import('@weir/contract').LiveDelta} */ delta) => {
    const mark = markOf(delta);
    if (mark === null) return;
    const have = (holders.get(mark) ?? 0) + 1;
    holders.set(mark, have);
    if (have === count) tell({ event: 'seen', as, mark, atNs: String(process.hrtime.bigint()), delta });
  };
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, () => open(url, onDelta)));
  }
  tell({ event: 'watching', as });
}

/**
 * @param {string} url
 * @param {(delta: import('@weir/contract').LiveDelta) => void} onDelta
 */
async function open(url, onDelta) {
  const socket = io(url, {
    extraHeaders: AUTHORIZED.headers,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: { viewer: randomUUID() },
  });
  socket.on('delta', onDelta);
  socket.on('connect_error', (error) => tell({ event: 'failed', message: String(error) }));
  const answer = await socket.emitWithAck('watch', { view: 'wall' });
  if (!answer.ok) throw new Error(`the wall cannot be watched: ${JSON.stringify(answer)}`);
}
