/** UTC month, `2026-11`: AWS bills by it. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
