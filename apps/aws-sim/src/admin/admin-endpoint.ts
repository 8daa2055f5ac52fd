import type { IncomingMessage } from 'node:http';
import { AwsFailure, isRecord, isScenario, parseFaults, SCENARIOS, type FieldProblem, type RawInput } from '@weir/simulator';
import type { Simulation } from '../simulation.js';
import { readBody } from '../wire/http-body.js';
import type { WireResponse } from '../wire/protocol.js';
import { accountsAndRegions } from './announcement.js';
import { BadRequest } from './bad-request.js';
import { drillTruth } from './drill-truth.js';
import { putMessages } from './put-messages.js';
import { putRecords } from './put-records.js';
import { saltKey } from './salt-key.js';
import { depthsNow, truthOf } from './truth.js';

/** Simulated seconds per real one at most. */
const FASTEST_RATE = 3600;
const FARTHEST_INSTANT = Date.UTC(2100, 0, 1);
/** Advanced in one go at most: a year of ticks keeps the process busy for a minute or two. */
const LONGEST_ADVANCE_MS = 400 * 24 * 60 * 60 * 1000;

/** The switches of the world under `/_sim/`, for demos and tests. */
export async function answerAdmin(simulation: Simulation, request: IncomingMessage, url: URL): Promise<WireResponse> {
  try {
    const body = request.method === 'POST' ? await readJson(request) : {};
    const action = ACTIONS[`${request.method} ${url.pathname.slice('/_sim/'.length)}`];
    if (!action) return json(404, { error: 'not found', known: Object.keys(ACTIONS) });
    return json(200, action(simulation, body, url.searchParams));
  } catch (error) {
    if (error instanceof BadRequest) return json(400, { error: 'bad request', problems: error.problems });
    if (error instanceof AwsFailure) return json(error.status, { error: error.message, code: error.shape });
    throw error;
  }
}

const ACTIONS: Readonly<Record<string, (simulation: Simulation, body: RawInput, query: URLSearchParams) => object>> = {
  'GET state': stateOf,
  'POST clock': setClock,
  'POST faults': (simulation, body) => {
    const parsed = parseFaults(body);
    if (!parsed.ok) throw new BadRequest(parsed.problems);
    simulation.faults.replace(parsed.faults);
    return { faults: simulation.faults.inForce };
  },
  'DELETE faults': (simulation) => {
    simulation.faults.replace([]);
    return { faults: [] };
  },
  'POST scenario': (simulation, body) => {
    const name = body['name'];
    if (typeof name !== 'string' || !isScenario(name))
      throw new BadRequest([{ field: 'name', message: `give one of ${SCENARIOS.join(', ')}` }]);
    simulation.change(name);
    return stateOf(simulation);
  },
  'POST salt': saltKey,
  'GET truth': (simulation, _body, query) => truthOf(simulation, query),
  'GET drill': drillTruth,
  'GET depths': (simulation) => depthsNow(simulation),
  'POST put': (simulation, body) => (body['stream'] === undefined ? putMessages(simulation, body) : putRecords(simulation, body)),
};

function stateOf(simulation: Simulation): object {
  const now = simulation.clock.now();
  const hour = 60 * 60 * 1000;
  return {
    scenario: simulation.scenario,
    scenarios: SCENARIOS,
    seed: simulation.seed,
    clock: simulation.clock.state(),
    historyFrom: simulation.world.historyFrom,
    faults: simulation.faults.inForce,
    ...accountsAndRegions(simulation),
    queues: simulation.world.allScopes.reduce((total, scope) => total + scope.size, 0),
    streams: simulation.world.allScopes.reduce((total, scope) => total + scope.streams.size, 0),
    topics: simulation.world.allScopes.reduce((total, scope) => total + scope.topics.size, 0),
    rules: simulation.world.allScopes.reduce((total, scope) => total + scope.events.buses.ruleCount, 0),
    pipes: simulation.world.allScopes.reduce((total, scope) => total + scope.events.pipes.byName.size, 0),
    episodes: simulation.world.episodes(now - 2 * hour, now + 2 * hour),
  };
}

function setClock(simulation: Simulation, body: RawInput): object {
  const { clock } = simulation;
  const problems: FieldProblem[] = [];
  const number = (field: string, min: number, max: number): number | undefined => {
    const value = body[field];
    if (value === undefined || (typeof value === 'number' && value >= min && value <= max)) return value;
    problems.push({ field, message: `give a number from ${min} to ${max}` });
    return undefined;
  };
  for (const field of Object.keys(body)) {
    if (!['mode', 'now', 'advanceMs', 'rate'].includes(field))
      problems.push({ field, message: 'unknown; known are mode, now, advanceMs, rate' });
  }
  const mode = body['mode'] ?? clock.state().mode;
  if (mode !== 'real' && mode !== 'manual') throw new BadRequest([{ field: 'mode', message: 'give real or manual' }]);
  const at = number('now', clock.now(), FARTHEST_INSTANT);
  const advanceMs = number('advanceMs', 0, LONGEST_ADVANCE_MS);
  const rate = number('rate', 0.001, FASTEST_RATE);
  if (problems.length > 0) throw new BadRequest(problems);
  clock.run(mode, rate ?? (clock.state().rate || 1));
  if (at !== undefined) clock.jumpTo(at);
  if (advanceMs !== undefined) clock.jumpTo(clock.now() + advanceMs);
  return clock.state();
}

async function readJson(request: IncomingMessage): Promise<RawInput> {
  const body = await readBody(request);
  if (body.length === 0) return {};
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(input)) return input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new BadRequest([{ field: 'body', message: 'give a JSON object' }]);
}

const json = (status: number, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
