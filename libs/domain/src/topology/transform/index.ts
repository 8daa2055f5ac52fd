export type { TransformWarning, TransformWarningKind } from './fill-template.js';
export * from './pipe-event.js';
export * from './transform-input.js';
export { unescapedPipeUses, unescapedUses, type UnescapedUse } from './unescaped-uses.js';
