import type { Resource, Topology, TopologyNode, TraceAnswer } from '@weir/contract';
import { downstreamOf } from '@weir/domain';
import { useMemo, useState } from 'react';
import { visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { FlowMap } from '../map/FlowMap.js';
import { pictureOf } from '../map/map-picture.js';
import { PHONE, useMedia } from '../parts/use-media.js';
import { litBy, traceSentence, treeOf } from './trace-tree.js';
import { TraceTree } from './TraceTree.js';

interface TraceAnswerPanelsProps {
  readonly topology: Topology;
  readonly entry: TopologyNode;
  readonly answer: TraceAnswer;
  /** It is not of what the form holds now: it steps back, and nothing on the map is lit. */
  readonly outdated: boolean;
}

const MINUTE_MS = 60_000;
const NOBODY: ReadonlyMap<string, Resource> = new Map();

/** Where the event goes: lit on the map, and hop by hop beside it. */
export function TraceAnswerPanels({ topology, entry, answer, outdated }: TraceAnswerPanelsProps) {
  const [whole, setWhole] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const now = useNow(MINUTE_MS);
  const phone = useMedia(PHONE);
  const picture = useMemo(() => {
    const reached = downstreamOf(topology.edges, entry.id);
    const nodes = whole ? topology.nodes : topology.nodes.filter(({ id }) => reached.has(id));
    return pictureOf({ nodes, edges: topology.edges }, { by: 'nothing', root: null });
  }, [topology, entry.id, whole]);
  const lit = useMemo(() => litBy(answer), [answer]);
  const tree = useMemo(() => treeOf(answer.hops), [answer]);
  const sentence = traceSentence(answer);
  return (
    <div className={outdated ? 'trace-answer outdated' : 'trace-answer'}>
      {phone ? null : (
        <section className="panel flow-panel" aria-label="Paths on the map">
          <header>
            <h2>Where it goes</h2>
            {outdated ? null : <span className="sub">lit: comes through; pale: does not</span>}
            <span className="right">
              <div className="seg" role="group" aria-label="Shown">
                <button type="button" aria-pressed={!whole} onClick={() => setWhole(false)}>
                  From here
                </button>
                <button type="button" aria-pressed={whole} onClick={() => setWhole(true)}>
                  Whole estate
                </button>
              </div>
            </span>
          </header>
          <FlowMap
            picture={picture}
            resources={NOBODY}
            now={now}
            label={`Map of the trace. ${sentence}`}
            selected={selected}
            lit={outdated ? null : lit}
            select={setSelected}
            open={setSelected}
          />
        </section>
      )}
      <section className="panel trace-hops" aria-label="Hops">
        <header>
          <h2 aria-live="polite">{sentence}</h2>
        </header>
        <div className="body">
          {answer.warnings.map((warning) => (
            <p key={warning} className="c v-slow">
              {visibleText(warning)}
            </p>
          ))}
          <TraceTree branches={tree} selected={selected} select={setSelected} />
        </div>
      </section>
    </div>
  );
}
