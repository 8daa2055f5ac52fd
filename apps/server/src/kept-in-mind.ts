import { DELETED_KEPT_DAYS } from '@weir/contract';
import type { KeptInMind } from '@weir/store';

const DAY_MS = 86_400_000;

/** What is deleted leaves the memory this long after it is no longer shown, at the latest. */
export const FORGET_EVERY_MS = DAY_MS / 4;

/** The resources that are held in memory: what was deleted long ago stays in the store alone. */
export const keptInMind = (now: number): KeptInMind => ({ deletedSince: now - DELETED_KEPT_DAYS * DAY_MS });
