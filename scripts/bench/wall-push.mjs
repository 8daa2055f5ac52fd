import { openStore } from '@weir/store';
import { borrow } from './borrow.mjs';
import { MARKED_ID, markOf, withMark } from './marked-queue.mjs';
import { comparison, figure, inTurns, quartiles } from './measure.mjs';
import { forkHelper, inTime } from './processes.mjs';
import { startScratchPostgres } from './scratch-database.mjs';
import { ACCOUNT, cloudwatchValues, idOf, MINUTE_MS, REGION, syntheticQueue, syntheticQueues } from './synthetic-queues.mjs';
import { gatherViewers, VIEWERS } from './viewer-crowd.mjs';
import { AUTHORIZED, startWeirServer } from './weir-server.mjs';

/**
 * @typedef {import('@weir/domain').ResourceState} ResourceState
 * @typedef {{ on(event: string, handler: (payload: any) => void): void, off(event: string, handler: (payload: any) => void): void,
 *   emitWithAck(event: string, payload: object): Promise<any>, disconnect(): void }} Socket
 */
const { io } = /** @type {{ io: (url: string, options: object) => Socket }} */ (borrow('apps/web', 'socket.io-client'));

const QUEUES = 2_000;
/** As many as the wall has rows: the marked queue must be one of them. */
const IN_TROUBLE = 5;
/** What Weir's gateway sets, where it differs from socket.io's defaults. */
const LIKE_WEIR = { pingInterval: 10_000, pingTimeout: 10_000, perMessageDeflate: { threshold: 4096 } };

/** @typedef {{ name: string, push: (mark: number) => Promise<unknown>, sign: Socket }} Side */

/**
 * From the first sign of a change to the last of 500 viewers holding the wall's delta: Weir's own server, which composes the wall
 * anew, finds what differs and sends that, beside a bare server that sends the same payload to a room.
 *
 * The first sign is the delta of another view, opened before the wall by one socket of this process, and therefore sent just before
 * the wall is composed.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function wallPush(bench) {
  const { closing, quick, signal } = bench;
  const { url, store } = await startWeir(bench);
  const viewers = gatherViewers(bench);
  const weirSign = await openSign(url, closing);
  await viewers.watch(url, 'weir');

  const commit = (/** @type {number} */ mark, /** @type {ResourceState['verdict']['state']} */ state) =>
    store.state.commit({ states: [stateOf(0, mark, state)], transitions: [], at: Date.now() });
  const bare = await openBare(bench, viewers, 'bare', {});
  const likeWeir = await openBare(bench, viewers, 'likeWeir', LIKE_WEIR);

  let mark = 1_000;
  /** @type {number[]} */
  const wholeMs = [];
  /** @type {import('@weir/contract').LiveDelta | undefined} */
  let sent;
  const measure = async (/** @type {Side} */ { name, push, sign }) => {
    mark += 1;
    const seen = viewers.seen(name, mark);
    const signed = nextSign(sign, mark, signal);
    const startedNs = process.hrtime.bigint();
    await push(mark);
    const [signNs, { atNs, delta }] = await Promise.all([signed, seen]);
    if (name === 'weir') {
      wholeMs.push(Number(atNs - startedNs) / 1e6);
      sent = delta;
    }
    return Number(atNs - signNs) / 1e6;
  };

  const pushBare = (/** @type {typeof bare} */ { name, server, sign }) =>
    measure({
      name,
      sign,
      push: async (at) => {
        if (!sent) throw new Error('Weir goes first');
        server.tell({ sign: { set: { [`resource:${MARKED_ID}`]: { latest: { visible: { value: at } } } } }, delta: withMark(sent, at) });
      },
    });
  const compare = async (/** @type {string} */ what, /** @type {(mark: number) => 'stopped' | 'stalled'} */ stateAt) => {
    wholeMs.length = 0;
    const measured = await inTurns(
      {
        weir: () => measure({ name: 'weir', sign: weirSign, push: (at) => commit(at, stateAt(at)) }),
        bare: () => pushBare(bare),
        likeWeir: () => pushBare(likeWeir),
      },
      { warmUps: 6, turns: quick ? 10 : 30, signal },
    );
    const kilobytes = (JSON.stringify(sent).length / 1000).toFixed(1);
    return [
      comparison(`Push to ${VIEWERS} sockets: ${what}, ${kilobytes} kB`, 'ms', measured),
      comparison(`  … against bare socket.io with Weir's options`, 'ms', { weir: measured.weir, bare: measured.likeWeir }, null),
      figure(`  … from commit to the last socket`, 'ms', quartiles(wholeMs).median),
    ];
  };
  return [
    ...(await compare('a depth changed', () => 'stopped')),
    ...(await compare('a verdict changed', (at) => (at % 2 === 0 ? 'stopped' : 'stalled'))),
  ];
}

/**
 * Weir's own server in the api role, on a database with two thousand judged queues.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
async function startWeir(bench) {
  const { closing } = bench;
  const postgres = await startScratchPostgres(bench);
  const database = await postgres.createDatabase('push');
  const store = await openStore({ url: database });
  closing.push(() => store.close());
  const queues = syntheticQueues(QUEUES);
  const now = Date.now();
  await store.catalogue.record({ accountId: ACCOUNT, region: REGION }, 'queue', queues, now);
  await store.state.commit({
    states: queues.map((_, index) => stateOf(index, index % 50, index < IN_TROUBLE ? 'stopped' : 'ok')),
    transitions: [],
    at: now,
  });
  // Rows of the wall have an hour of depth as sparklines.
  const minute = Math.floor(now / MINUTE_MS);
  await store.series.write(
    queues.slice(0, IN_TROUBLE).flatMap((queue, index) =>
      Array.from({ length: 60 }, (_, age) => ({
        resourceId: idOf(queue),
        family: /** @type {const} */ ('sqs.cloudwatch'),
        at: (minute - age) * MINUTE_MS,
        values: cloudwatchValues(index, minute - age),
        settled: age > 5,
      })),
    ),
  );

  const accounts = [{ id: ACCOUNT, name: 'bench', regions: [REGION] }];
  const url = await startWeirServer(bench, { WEIR_ROLES: 'api', DATABASE_URL: database }, { accounts });
  return { url, store };
}

/**
 * A bare server with its viewers.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 * @param {ReturnType<typeof gatherViewers>} viewers
 * @param {string} name
 * @param {object} options
 */
async function openBare(bench, viewers, name, options) {
  const server = forkHelper(bench, new URL('./bare-push-server.mjs', import.meta.url), [JSON.stringify(options)]);
  const { url } = await server.hear(({ event }) => event === 'listening');
  const sign = await openSign(url, bench.closing);
  await viewers.watch(url, name);
  return { name, server, sign };
}

/**
 * @param {number} index of the queue
 * @param {number} visible
 * @param {ResourceState['verdict']['state']} state
 * @returns {ResourceState}
 */
function stateOf(index, visible, state) {
  const now = Date.now();
  const reading = (/** @type {number} */ value) => ({ value, at: now, state: /** @type {const} */ ('live') });
  return {
    resourceId: idOf(syntheticQueue(index)),
    verdict: { state, reason: state === 'ok' ? 'keeping-up' : 'nobody-receiving', because: `${visible} wait`, since: now, judgedAt: now },
    latest: { visible: reading(visible), inFlight: reading(3), delayed: reading(0), oldestAge: reading(120) },
    rates: { in: 12, out: 11 },
    drain: { kind: 'steady' },
    loss: null,
    growthPerSecond: 1,
    liveBudgetSeconds: 30,
  };
}

/**
 * One socket of this process that watches the marked queue itself.
 *
 * @param {string} url
 * @param {import('./run-benchmarks.mjs').Bench['closing']} closing
 */
async function openSign(url, closing) {
  const socket = io(url, { extraHeaders: AUTHORIZED.headers, transports: ['websocket'], reconnection: false });
  closing.push(() => socket.disconnect());
  const answer = await socket.emitWithAck('watch', { view: 'resources', ids: [MARKED_ID] });
  if (!answer.ok) throw new Error(`the marked queue cannot be watched: ${JSON.stringify(answer)}`);
  return socket;
}

/**
 * @param {Socket} socket
 * @param {number} mark
 * @param {AbortSignal} signal
 * @returns {Promise<bigint>} when the sign of this change came, by the machine's monotonic clock
 */
function nextSign(socket, mark, signal) {
  return inTime('the first sign of a change', signal, (resolve) => {
    const onDelta = (/** @type {import('@weir/contract').LiveDelta} */ delta) => {
      if (markOf(delta) !== mark) return;
      const atNs = process.hrtime.bigint();
      socket.off('delta', onDelta);
      resolve(atNs);
    };
    socket.on('delta', onDelta);
  });
}
