import type { ElkNode } from 'elkjs/lib/elk-api.js';

type LayOut = (graph: ElkNode) => Promise<ElkNode>;

let ready: Promise<LayOut> | null = null;

/** Starts the worker at the first map, and keeps it for the next. ELK is large: it comes in chunks of its own, when a map is drawn. */
async function start(): Promise<LayOut> {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({ workerFactory: () => new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' }) });
  return (graph) => elk.layout(graph);
}

/** Gives every box of the graph a place. Throws when the worker cannot be loaded. */
export async function layOut(graph: ElkNode): Promise<ElkNode> {
  ready ??= start();
  try {
    return await (
      await ready
    )(graph);
  } catch (error) {
    // A chunk that did not load may load the next time.
    ready = null;
    throw error;
  }
}
