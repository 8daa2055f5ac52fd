export * from './redrive-machine-types.js';
export { actionsOf, isOver } from './redrive-modes.js';
export { newProgress, restoreRedrive, type RedriveMachine } from './redrive-machine.js';
export { movedBy } from './redrive-facts.js';
export type { RedriveStep } from './redrive-draft.js';
export { stepRedrive } from './step-redrive.js';
export { allowedRate } from './send-rate.js';
export { chooseEngine, MOST_PER_SECOND_OF_TASK, type EngineChoice, type EngineFacts } from './choose-engine.js';
export { diffBodies, editBody, faultsOfEdit, type Edited, type ReplaceText } from './edit-body.js';
