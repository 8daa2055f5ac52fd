import { startProgram } from './processes.mjs';

/**
 * The simulator, serving two thousand queues in two accounts and two regions on the AWS wire. Its clock stands still: what it
 * simulates of the passing time is no part of a measurement.
 *
 * @typedef {object} Announcement
 * @property {string} url
 * @property {readonly { id: string, name: string, roleArn: string, externalId: string }[]} accounts
 * @property {readonly string[]} regions
 * @property {{ accessKeyId: string, secretAccessKey: string }} credentials of a user who may assume every role
 *
 * @param {import('./processes.mjs').Scope} scope
 * @returns {Promise<Announcement>}
 */
export async function startSimulator(scope) {
  const env = { WEIR_SIM_PORT: '0', WEIR_SIM_SCENARIO: 'scale-2000', WEIR_SIM_CLOCK: `manual:${Date.now()}`, WEIR_SIM_PARENT_STDIN: '1' };
  const [line] = await startProgram(scope, ['apps/aws-sim/dist/main.js'], env, /^\{.*"ready":true.*\}$/);
  return JSON.parse(line);
}
