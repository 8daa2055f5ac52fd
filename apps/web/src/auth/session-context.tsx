import { createContext, use, useSyncExternalStore } from 'react';
import type { SessionGate } from './session-gate.js';

const GateContext = createContext<SessionGate | null>(null);

export function GateProvider({ gate, children }: { readonly gate: SessionGate; readonly children: React.ReactNode }) {
  return <GateContext value={gate}>{children}</GateContext>;
}

export function useGate(): SessionGate {
  const gate = use(GateContext);
  if (gate === null) throw new Error('a component that asks for sign-ins stands outside <GateProvider>');
  return gate;
}

/** Whether the session ended under this page. */
export function useIsClosed(): boolean {
  const gate = useGate();
  return useSyncExternalStore(gate.onChange, gate.isClosed);
}
