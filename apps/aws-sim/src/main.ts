import { announcement } from './admin/announcement.js';
import { readOptions } from './options.js';
import { serve } from './server.js';
import { Simulation } from './simulation.js';

const options = readOptions(process.env);
if ('problem' in options) {
  process.stderr.write(`${options.problem}\n`);
  process.exit(2);
}

const simulation = new Simulation(options);
const server = await serve(simulation, options.port).catch((error: unknown) => {
  process.stderr.write(`cannot listen on 127.0.0.1:${options.port}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  server.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
if (options.followParent) process.stdin.on('end', end).on('error', end).resume();

simulation.prepare();
process.stdout.write(`${JSON.stringify(announcement(simulation, server.url))}\n`);
