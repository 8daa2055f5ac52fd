import os from 'node:os';

/** What figures depend on, without saying whose machine it is. */
export function describeMachine() {
  const cpus = os.cpus();
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  const { platform, arch } = process;
  const summary = `${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown processor'}, ${memoryGb} GB, ${platform} ${arch}, Node ${process.versions.node}`;
  return { summary, cores: cpus.length, memoryGb, platform, arch, node: process.versions.node };
}

/** Runnable processes over one, five and fifteen minutes; above the number of cores, measurements wait for one another. */
export const loadAverage = () => os.loadavg().map((load) => Number(load.toFixed(1)));
