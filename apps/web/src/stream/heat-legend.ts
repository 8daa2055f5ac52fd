import type { AbsenceReason } from '@weir/contract';
import type { HeatView } from './heat-geometry.js';
import { timeOf, type HeatModel } from './heat-model.js';

/** What a picture shows besides values, and must be named beside it. */
interface HeatMotifs {
  /** Why cells are empty, each once. */
  readonly absences: readonly AbsenceReason[];
  readonly provisional: boolean;
  readonly sampled: boolean;
}

/** The motifs that are in view. */
export function motifsIn(model: HeatModel, view: HeatView): HeatMotifs {
  const { absences, gaps, provisionalFrom, sampled } = model.flat;
  const isInView = ({ from, to }: { readonly from: number; readonly to: number }) => to > view.from && from < view.to;
  return {
    absences: [...new Set([...absences, ...gaps].filter(isInView).map(({ reason }) => reason))],
    provisional: provisionalFrom !== null && provisionalFrom < Math.min(view.to, timeOf(model, model.columns)),
    sampled: sampled.some(isInView),
  };
}
