import { mountApp } from '../app/mount-app.js';
import '../styles/tokens.css';
import { fixtureFetch, openFixtureWire } from './fixture-server.js';
import { startHeatBench } from './heat-bench.js';
import { startMapBench } from './map-bench.js';
import { SCENARIOS } from './scenarios.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
if (window.location.hash === '#heat-bench') Object.assign(window, { heatBench: startHeatBench(root) });
else if (window.location.hash === '#map-bench') Object.assign(window, { mapBench: startMapBench(root) });
else showScenario(root);

function showScenario(root: HTMLElement): void {
  const chosen = SCENARIOS[window.location.hash.slice(1)] ?? SCENARIOS['broken'];
  if (chosen === undefined) throw new Error('no scenario to show');
  const scenario = chosen();
  mountApp(root, { openWire: openFixtureWire(scenario), fetcher: fixtureFetch(scenario), now: scenario.now });
}
