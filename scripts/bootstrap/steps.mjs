/** @typedef {{ isTTY?: boolean, write(text: string): unknown }} Output */

/**
 * Shows each step while it runs and how long it took. A start with nothing to do runs no step and so prints nothing.
 *
 * @param {Output} output a terminal gets one line that counts the seconds; anything else gets plain lines
 */
export function createSteps(output) {
  return {
    /**
     * @template T
     * @param {string} title what is being done, such as `Installing dependencies`
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async run(title, work) {
      const startedMs = performance.now();
      const seconds = () => (performance.now() - startedMs) / 1000;
      if (!output.isTTY) output.write(`  ${title} …\n`);
      const ticker = output.isTTY ? setInterval(() => output.write(`\r  ${title} … ${Math.floor(seconds())} s `), 1000) : undefined;
      if (output.isTTY) output.write(`  ${title} … `);
      try {
        const result = await work();
        output.write(`${output.isTTY ? '\r' : ''}  ${title}: ${formatSeconds(seconds())}${output.isTTY ? '   ' : ''}\n`);
        return result;
      } catch (error) {
        if (output.isTTY) output.write('\n');
        throw error;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}

/**
 * @param {number} seconds
 * @returns {string} `0.4 s`, `12.3 s`, `2 min 05 s`
 */
export function formatSeconds(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
