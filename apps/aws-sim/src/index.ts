export { readOptions, type SimulatorOptions } from './options.js';
export { serve, type RunningServer } from './server.js';
export { Simulation, type SimulationOptions } from './simulation.js';
