import { forkHelper } from './processes.mjs';

export const VIEWERS = 500;
/** They parse what they are sent, which is work too: more than one process, or they would be what is measured. */
const PROCESSES = 2;

/**
 * Five hundred viewers of the wall, in processes of their own.
 *
 * @param {import('./processes.mjs').Scope} scope
 */
export function gatherViewers(scope) {
  const helpers = Array.from({ length: PROCESSES }, () =>
    forkHelper(scope, new URL('./viewers.mjs', import.meta.url), [String(VIEWERS / PROCESSES)]),
  );
  return {
    /**
     * Lets all of them watch a server.
     *
     * @param {string} url
     * @param {string} as name of the server
     */
    async watch(url, as) {
      for (const helper of helpers) {
        helper.tell({ watch: url, as });
        // One after the other: a crowd that all comes at once is another benchmark.
        await helper.hear(({ event, as: whose }) => event === 'watching' && whose === as);
      }
    },
    /**
     * Resolves when the last of them has the delta with this mark.
     *
     * @param {string} as name of the server
     * @param {number} mark
     * @returns {Promise<{ atNs: bigint, delta: import('@weir/contract').LiveDelta }>} by the machine's monotonic clock, which all
     *   processes share
     */
    async seen(as, mark) {
      const told = await Promise.all(
        helpers.map((helper) => helper.hear((message) => message.event === 'seen' && message.as === as && message.mark === mark)),
      );
      const last = told.map(({ atNs }) => BigInt(atNs)).reduce((latest, at) => (at > latest ? at : latest));
      return { atNs: last, delta: told[0].delta };
    },
  };
}
