import { mountApp } from './app/mount-app.js';
import { openSocketWire } from './live/wire.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
mountApp(root, { openWire: openSocketWire, fetcher: (input, init) => fetch(input, init), now: () => Date.now() });
