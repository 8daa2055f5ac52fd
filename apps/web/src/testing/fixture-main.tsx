import { mountApp } from '../app/mount-app.js';
import '../styles/tokens.css';
import { fixtureFetch, openFixtureWire } from './fixture-server.js';
import { startHeatBench } from './heat-bench.js';
import { SCENARIOS } from './scenarios.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const BENCH = '#heat-bench';
if (window.location.hash === BENCH) Object.assign(window, { heatBench: startHeatBench(root) });
else showScenario(root);

function showScenario(root: HTMLElement): void {
  const chosen = SCENARIOS[window.location.hash.slice(1)] ?? SCENARIOS['broken'];
  if (chosen === undefined) throw new Error('no scenario to show');
  const scenario = chosen();
  mountApp(root, { openWire: openFixtureWire(scenario), fetcher: fixtureFetch(scenario), now: scenario.now });
}
